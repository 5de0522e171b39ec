using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Scopes;

/// <summary>What a client may have of the scopes that it asks for.</summary>
/// <param name="Scopes">Known ones that the client may ask for, each once.</param>
/// <param name="Differ">True when they are not exactly those asked for.</param>
public sealed record AskedScopes(IReadOnlyList<string> Scopes, bool Differ);

/// <summary>
/// The rules of <c>scope</c> where a person will decide (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1): the same at the authorization endpoint,
/// for a device, and for a decoupled sign-in.
/// </summary>
public sealed class RequestedScopes(ScopeCatalog catalog)
{
    /// <param name="scope">The parameter.</param>
    /// <param name="details">Authorization details may stand for themselves (RFC 9396 §3); without them a request without a scope asks for nothing.</param>
    /// <param name="refreshable">False where no refresh token can be handed out: the answer leaves by the front channel alone.</param>
    /// <exception cref="ProtocolException">invalid_scope.</exception>
    public async ValueTask<AskedScopes> CheckAsync(Client client, string? scope, CheckedDetails? details, bool refreshable, CancellationToken ct)
    {
        if (scope is null)
            return details is not null ? new AskedScopes([], false) : throw Refuse.InvalidScope("authorize.scope_missing", "The parameter scope is missing.");
        var asked = ScopeCatalog.Parse(scope);
        var known = await catalog.AllAsync(ct);
        var granted = new List<string>(asked.Count);
        foreach (var name in asked)
        {
            // Core §3.1.2.1: "Scope values used that are not understood by an implementation SHOULD be ignored."
            if (!known.ContainsKey(name))
                continue;
            if (!client.Scopes.Contains(name))
                throw Refuse.InvalidScope("authorize.scope_not_allowed", "The client may not ask for this scope.", name);

            // Core §11: without the grant type, or a code, there is no way to hand out a refresh token.
            if (name != StandardScopes.OfflineAccess || (refreshable && client.May("refresh_token")))
                granted.Add(name);
        }
        if (granted.Count == 0 && details is null)
            throw Refuse.InvalidScope("authorize.scope_unknown", "None of the scopes is known.");
        return new AskedScopes(granted, granted.Count != asked.Count);
    }
}
