using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Device;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Approvals;

/// <summary>A request as it is put to a person.</summary>
/// <param name="Approval">What waits.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Parameters">As they were sent.</param>
/// <param name="Access">What an approval would give.</param>
public sealed record AskedApproval(Approval Approval, Client Client, Parameters Parameters, AskedAccess Access)
{
    /// <summary>Of what a person is shown: an answer is to this, and to nothing that the client has made of it since.</summary>
    public string Fingerprint { get; } = Shown.Fingerprint(Client, Access.Scopes, Access.Details);

    /// <summary>How strongly the person is asked to sign in (<c>acr_values</c>, CIBA §7.1), or as the client has registered.</summary>
    public IReadOnlyList<string> Levels =>
        Parameters["acr_values"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [.. Client.Metadata.DefaultAcrValues];
}

/// <summary>What a person sees of a request that waits, and what becomes of their answer. The pages ask here.</summary>
public sealed class ApprovalDecisions(IApprovalStore store, IClientStore clients, RequestedAccess access, OutboxSignal signal, TimeProvider clock)
{
    /// <summary>The device whose code was typed; null when none waits under it.</summary>
    public async ValueTask<AskedApproval?> FindByUserCodeAsync(string typed, CancellationToken ct)
    {
        var code = UserCode.Read(typed);
        return code is null ? null : await AskedAsync(await store.FindByUserCodeAsync(UserCode.Hash(code), clock.GetUtcNow(), ct), ct);
    }

    /// <summary>The decoupled sign-in under this id, if this person is asked and it still waits. To anybody else it does not exist.</summary>
    public async ValueTask<AskedApproval?> FindForAsync(Guid id, Guid userId, CancellationToken ct)
    {
        var found = await store.FindAsync(id, ct);
        return found is { Kind: ApprovalKinds.Ciba, State: ApprovalState.Pending } && found.UserId == userId && found.ExpiresAt > clock.GetUtcNow()
            ? await AskedAsync(found, ct)
            : null;
    }

    /// <summary>The person allows it, as the one who is signed in. False when it was decided before, or has expired.</summary>
    public async ValueTask<bool> AllowAsync(AskedApproval asked, BrowserSession session)
    {
        var now = clock.GetUtcNow();
        var approved = new ApprovedAccess
        {
            GrantId = asked.Approval.Id,
            ClientId = asked.Client.Id,
            IssuedAtMilliseconds = now.ToUnixTimeMilliseconds(),
            UserId = session.UserId,
            Subject = session.Subject,
            UserStamp = session.UserStamp,
            SessionId = session.Id,
            Sid = session.Sid,
            Scope = string.Join(' ', asked.Access.Scopes),
            ScopesDiffer = asked.Access.Differ,
            Resource = string.Join(' ', asked.Access.Resources),
            AuthorizationDetails = asked.Access.Details?.Json,
            AuthTimeMilliseconds = session.AuthTime.ToUnixTimeMilliseconds(),
            Acr = session.Acr,
            Amr = string.Join(' ', session.Amr),
        };
        return Told(await store.TryApproveAsync(asked.Approval, approved, CibaPing.For(asked), now));
    }

    /// <summary>The person refuses. False as for <see cref="AllowAsync"/>.</summary>
    public async ValueTask<bool> DenyAsync(AskedApproval asked) => Told(await store.TryDenyAsync(asked.Approval.Id, CibaPing.For(asked), clock.GetUtcNow()));

    private bool Told(bool decided)
    {
        signal.Wake();
        return decided;
    }

    private async ValueTask<AskedApproval?> AskedAsync(Approval? approval, CancellationToken ct)
    {
        if (approval is null || await clients.FindAsync(approval.ClientId, ct) is not { } client)
            return null;
        var parameters = Parameters.FromEncoded(approval.Parameters);
        try
        {
            return new AskedApproval(approval, client, parameters, await access.CheckAsync(client, parameters, ct));
        }
        catch (ProtocolException)
        {
            // It was in order when it came; what the operator has taken from the client since, nobody can allow.
            return null;
        }
    }
}
