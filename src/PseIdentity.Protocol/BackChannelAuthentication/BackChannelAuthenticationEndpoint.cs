using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.BackChannelAuthentication;

/// <summary>Where a client asks for a person who is not in front of it (OpenID Connect Client-Initiated Backchannel Authentication Core 1.0 §7).</summary>
internal sealed class BackChannelAuthenticationEndpoint(
    ClientAuthenticator authenticator, SignedAuthenticationRequest signed, AuthenticationRequests requests, IApprovalInvitation invitation,
    IApprovalStore store, OutboxSignal signal, IEventLog events, IOptions<ApprovalOptions> options, TimeProvider clock)
{
    public const string Path = "/backchannel_authentication";

    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await Parameters.FromFormAsync(context.Request, ct);
        form.RefuseRepeated();

        var client = await authenticator.AuthenticateAsync(context.ClientRequest(form), ct);
        if (!client.Client.May(CibaGrant.Name) || client.Client.IsPublic)
            throw Refuse.UnauthorizedClient("ciba.not_allowed", "The client may not use decoupled sign-in.");
        if (!invitation.IsOffered)
            throw Refuse.InvalidRequest("ciba.not_offered", "Decoupled sign-in is not offered here.", "Email:Smtp is not set.");
        var parameters = await signed.ParametersAsync(client.Client, form, ct);
        parameters.RefuseRepeated();
        var request = await requests.CheckAsync(client.Client, parameters, ct);
        if (parameters.Encode().Length > ApprovalOptions.LongestRequest)
            throw Refuse.TooLarge("ciba.too_long", "The request is too long.");

        var (authReqId, approval) = await KeepAsync(client.Client, parameters, request, context.Connection.RemoteIpAddress?.ToString(), ct);
        await context.Response.WriteJsonAsync(200, (authReqId, approval), static (json, s) =>
        {
            // §7.3
            json.WriteString("auth_req_id", s.authReqId);
            json.WriteNumber("expires_in", (int)(s.approval.ExpiresAt - s.approval.CreatedAt).TotalSeconds);
            json.WriteNumber("interval", s.approval.Interval);
        });
    }

    // Whoever the hint names, the answer is the same: §13's unknown_user_id would tell who has an account here. A request for nobody waits and expires.
    private async ValueTask<(string AuthReqId, Approval Approval)> KeepAsync(
        Client client, Parameters parameters, AuthenticationRequest request, string? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var authReqId = RandomId.Of256Bits();
        var approval = new Approval
        {
            Id = Guid.CreateVersion7(now),
            Kind = ApprovalKinds.Ciba,
            CodeHash = PolledApprovals.Hash(authReqId),
            ClientId = client.Id,
            Parameters = parameters.Encode(),
            Code = client.Metadata.BackchannelTokenDeliveryMode == "ping" ? authReqId : null,
            Interval = (int)options.Value.PollingInterval.TotalSeconds,
            CreatedAt = now,
            ExpiresAt = now + Lifetime(request),
        };
        var invited = await invitation.InviteAsync(request.Hint, approval, client, request.BindingMessage, ct);
        if (invited is null || !await TryInviteAsync(invited, approval, address, ct))
            if (!await store.TryAddAsync(approval, [], ct))
                throw new InvalidOperationException("256 random bits were drawn twice.");
        return (authReqId, approval);
    }

    // §13's access_denied would be an answer for people alone, and so tell who has an account; whoever is asked too often is left in peace, and the request expires.
    private async ValueTask<bool> TryInviteAsync(Invitation invited, Approval approval, string? address, CancellationToken ct)
    {
        var limit = new InvitationLimit(options.Value.InvitationsAtATime, options.Value.InvitationsPerHour);
        if (await store.TryInviteAsync(approval with { UserId = invited.UserId }, invited.Message, limit, ct))
        {
            signal.Wake();
            return true;
        }
        events.Record(new IdentityEvent("ciba.too_many", invited.UserId, approval.ClientId, Address: address));
        return false;
    }

    // §7.1: the client says when its request has become worthless; how long we keep one is ours to say.
    private TimeSpan Lifetime(AuthenticationRequest request) =>
        request.RequestedExpiry is not { } asked ? options.Value.AuthenticationRequestLifetime
        : asked < options.Value.LongestAuthenticationRequest ? asked : options.Value.LongestAuthenticationRequest;
}
