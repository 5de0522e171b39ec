using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.SignIn;

/// <summary>A person's answer to what a client asks for (RFC 6749 §3.3, OpenID Connect Core §3.1.2.4).</summary>
internal sealed class ConsentChoice(SignInFlow flow, IConsentStore consents, ScopeCatalog catalog, ClaimRelease release, Protocol.Events.IEventLog events, TimeProvider clock)
{
    /// <summary>The scopes asked for that exist and that the client may ask for.</summary>
    public async Task<IReadOnlyList<Scope>> AskedAsync(SignInTurn turn, CancellationToken ct)
    {
        var known = await catalog.AllAsync(ct);
        return [.. turn.Asked.Scopes.Distinct(StringComparer.Ordinal)
            .Where(name => turn.Client?.Scopes.Contains(name) == true && (name != StandardScopes.OfflineAccess || turn.Client.May("refresh_token")))
            .Select(name => known.GetValueOrDefault(name)).OfType<Scope>()];
    }

    /// <summary>The claims asked for one by one that none of the scopes covers (OpenID Connect Core §5.5).</summary>
    public async Task<IReadOnlyList<string>> ClaimsAsync(SignInTurn turn, IReadOnlyList<Scope> scopes, CancellationToken ct)
    {
        var names = scopes.Select(scope => scope.Name).ToList();
        return turn.Client is { } client && names.Contains(StandardScopes.OpenId)
            ? await release.BeyondAsync(await release.AllowedAsync(turn.Asked.Claims, client, ct), names, ct)
            : [];
    }

    /// <summary>The authorization details asked for (RFC 9396 §2), or null.</summary>
    /// <exception cref="ProtocolException">The client may not ask for them any more: the request itself is refused then.</exception>
    public static CheckedDetails? DetailsOf(SignInTurn turn) => turn.Client is { } client ? CheckedDetails.Parse(turn.Asked.AuthorizationDetails, client) : null;

    /// <summary>Of what the page shows; an answer counts only for that.</summary>
    public async Task<string> FingerprintAsync(SignInTurn turn, CancellationToken ct) =>
        turn.Client is { } client ? Shown.Fingerprint(client, await WordsAsync(turn, ct), DetailsOf(turn)) : "";

    private async Task<IReadOnlyList<string>> WordsAsync(SignInTurn turn, CancellationToken ct)
    {
        var asked = await AskedAsync(turn, ct);
        return [.. asked.Select(scope => scope.Name), .. (await ClaimsAsync(turn, asked, ct)).Select(ConsentRecord.WordOf)];
    }

    /// <summary>Allows what was shown; remembered, the client is not asked about again.</summary>
    public async Task<string> AllowAsync(HttpContext context, SignInTurn turn, BrowserSession session, bool remember, CancellationToken ct)
    {
        var scopes = await WordsAsync(turn, ct);
        var details = DetailsOf(turn);
        if (remember && details is null && turn.Client is { } client)
            await consents.AllowAsync(new ConsentRecord(session.UserId, client.Id, scopes, clock.GetUtcNow()), ct);
        events.Record(Caller.Of(context, turn.Client?.Id).Event("consent.allowed", session.UserId, session.Sid, Facts(scopes, details, remember)));
        return await flow.AllowAsync(turn, session, scopes, details?.Hash, ct);
    }

    public Task<string> DenyAsync(HttpContext context, SignInTurn turn, BrowserSession session, CancellationToken ct)
    {
        events.Record(Caller.Of(context, turn.Client?.Id).Event("consent.denied", session.UserId, session.Sid));
        return flow.DenyAsync(turn, ct);
    }

    // The record of what was approved: which details, not what they say (they name people and accounts).
    private static Dictionary<string, string> Facts(IEnumerable<string> scopes, CheckedDetails? details, bool remember)
    {
        var facts = new Dictionary<string, string> { ["scope"] = string.Join(' ', scopes), ["remembered"] = remember && details is null ? "true" : "false" };
        if (details is not null)
            (facts["authorization_details_types"], facts["authorization_details_hash"]) =
                (string.Join(' ', details.Items.Select(detail => detail.Type).Distinct(StringComparer.Ordinal)), details.Hash);
        return facts;
    }
}
