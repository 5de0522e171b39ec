using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>What the client asks to see and do (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1).</summary>
internal sealed class ScopeCheck(ScopeCatalog catalog) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        // RFC 9396 §3: authorization details may stand for themselves; without them a request without a scope asks for nothing.
        if (request.Parameters["scope"] is null && request.Details is not null)
            return null;
        var asked = ScopeCatalog.Parse(request.Parameters["scope"] ?? throw Refuse.InvalidScope("authorize.scope_missing", "The parameter scope is missing."));
        var known = await catalog.AllAsync(ct);
        var granted = new List<string>(asked.Count);
        foreach (var scope in asked)
        {
            // Core §3.1.2.1: "Scope values used that are not understood by an implementation SHOULD be ignored."
            if (!known.ContainsKey(scope))
                continue;
            if (!request.KnownClient.Scopes.Contains(scope))
                throw Refuse.InvalidScope("authorize.scope_not_allowed", "The client may not ask for this scope.", scope);

            // Core §11: without the grant type, or a code, there is no way to hand out a refresh token.
            if (scope != StandardScopes.OfflineAccess || (request.KnownClient.May("refresh_token") && request.ResponseType.HasCode))
                granted.Add(scope);
        }
        if (granted.Count == 0 && request.Details is null)
            throw Refuse.InvalidScope("authorize.scope_unknown", "None of the scopes is known.");
        request.Scopes = granted;
        request.ScopesDiffer = granted.Count != asked.Count;
        return null;
    }
}
