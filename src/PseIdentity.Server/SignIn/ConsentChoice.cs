using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.SignIn;

/// <summary>A person's answer to what a client asks for (RFC 6749 §3.3, OpenID Connect Core §3.1.2.4).</summary>
internal sealed class ConsentChoice(SignInFlow flow, IConsentStore consents, ScopeCatalog catalog, Protocol.Events.IEventLog events, TimeProvider clock)
{
    /// <summary>The scopes asked for that exist and that the client may ask for.</summary>
    public async Task<IReadOnlyList<Scope>> AskedAsync(SignInTurn turn, CancellationToken ct)
    {
        var known = await catalog.AllAsync(ct);
        return [.. turn.Asked.Scopes.Distinct(StringComparer.Ordinal)
            .Where(name => turn.Client?.Scopes.Contains(name) == true && (name != StandardScopes.OfflineAccess || turn.Client.May("refresh_token")))
            .Select(name => known.GetValueOrDefault(name)).OfType<Scope>()];
    }

    /// <summary>Allows what was shown; remembered, the client is not asked about again.</summary>
    public async Task<string> AllowAsync(HttpContext context, SignInTurn turn, BrowserSession session, bool remember, CancellationToken ct)
    {
        var scopes = (await AskedAsync(turn, ct)).Select(scope => scope.Name).ToList();
        if (remember && turn.Client is { } client)
            await consents.AllowAsync(new ConsentRecord(session.UserId, client.Id, scopes, clock.GetUtcNow()), ct);
        events.Record(Caller.Of(context, turn.Client?.Id).Event("consent.allowed", session.UserId, session.Sid, Facts(scopes, remember)));
        return await flow.AllowAsync(turn, session, scopes, ct);
    }

    public Task<string> DenyAsync(HttpContext context, SignInTurn turn, BrowserSession session, CancellationToken ct)
    {
        events.Record(Caller.Of(context, turn.Client?.Id).Event("consent.denied", session.UserId, session.Sid));
        return flow.DenyAsync(turn, ct);
    }

    private static Dictionary<string, string> Facts(IEnumerable<string> scopes, bool remember) =>
        new() { ["scope"] = string.Join(' ', scopes), ["remembered"] = remember ? "true" : "false" };
}
