using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Where the answer goes (RFC 6749 §3.1.2.3, RFC 9700 §2.1: exact string matching).</summary>
internal sealed class RedirectUriCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var client = request.KnownClient;
        if (request.Parameters["redirect_uri"] is not { } presented)
        {
            // RFC 6749 §3.1.2.3: needed when several are registered; OpenID Connect Core §3.1.2.1: REQUIRED.
            var isOpenId = request.Parameters["scope"] is { } scope && scope.Split(' ').Contains(StandardScopes.OpenId);
            if (isOpenId || client.Profile.RequiresRedirectUri || client.Metadata.RedirectUris is not [var only])
                throw Refuse.InvalidRequest("authorize.redirect_uri_missing", "The parameter redirect_uri is missing.");
            request.RedirectUri = only;
        }
        else
        {
            request.RedirectUri = RedirectUris.IsRegistered(client, presented)
                ? presented
                : throw Refuse.InvalidRequest("authorize.redirect_uri_mismatch", "The redirect_uri is not registered for this application.");
        }
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
