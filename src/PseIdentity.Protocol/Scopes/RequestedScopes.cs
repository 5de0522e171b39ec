using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Scopes;

/// <summary>What a client may have of what it asks to see and do.</summary>
/// <param name="Scopes">Known ones that the client may ask for, each once.</param>
/// <param name="Differ">True when they are not exactly those asked for.</param>
/// <param name="Resource">The one that they open, or null.</param>
public sealed record AskedAccess(IReadOnlyList<string> Scopes, bool Differ, string? Resource);

/// <summary>
/// The rules of <c>scope</c> and <c>resource</c> where a person will decide (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1, RFC 8707 §2):
/// the same at the authorization endpoint, for a device, and for a decoupled sign-in.
/// </summary>
public sealed class RequestedScopes(ScopeCatalog catalog)
{
    /// <param name="refreshable">False where no refresh token can be handed out: the answer leaves by the front channel alone.</param>
    /// <exception cref="ProtocolException">invalid_scope, invalid_target.</exception>
    public async ValueTask<AskedAccess> CheckAsync(Client client, Parameters parameters, bool refreshable, CancellationToken ct)
    {
        var asked = ScopeCatalog.Parse(parameters["scope"] ?? throw Refuse.InvalidScope("authorize.scope_missing", "The parameter scope is missing."));
        var known = await catalog.AllAsync(ct);
        var granted = new List<string>(asked.Count);
        foreach (var scope in asked)
        {
            // Core §3.1.2.1: "Scope values used that are not understood by an implementation SHOULD be ignored."
            if (!known.ContainsKey(scope))
                continue;
            if (!client.Scopes.Contains(scope))
                throw Refuse.InvalidScope("authorize.scope_not_allowed", "The client may not ask for this scope.", scope);

            // Core §11: without the grant type, or a code, there is no way to hand out a refresh token.
            if (scope != StandardScopes.OfflineAccess || (refreshable && client.May("refresh_token")))
                granted.Add(scope);
        }
        if (granted.Count == 0)
            throw Refuse.InvalidScope("authorize.scope_unknown", "None of the scopes is known.");
        var resource = await catalog.ResourceOfAsync(granted, ct);
        ScopeCatalog.RefuseOtherResource(parameters, resource);
        return new AskedAccess(granted, granted.Count != asked.Count, resource);
    }
}
