using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>What an ID token that leaves by the front channel needs (OpenID Connect Core §3.2.2.1 and §3.3.2.11).</summary>
internal sealed class FrontChannelCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (!request.ResponseType.HasIdToken)
            return ValueTask.FromResult<AuthorizeOutcome?>(null);

        // §3.2.2.1: without the scope it is no OpenID Connect request, and there is no ID token.
        if (!request.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal))
            throw Refuse.InvalidRequest("authorize.openid_missing", "An ID token needs the scope openid.");

        // §3.2.2.11: "The value of the nonce parameter … MUST be used"; nothing else ties the token to the request.
        if (request.Parameters["nonce"] is null)
            throw Refuse.InvalidRequest("authorize.nonce_missing", "The parameter nonce is required where an ID token is asked of the authorization endpoint.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
