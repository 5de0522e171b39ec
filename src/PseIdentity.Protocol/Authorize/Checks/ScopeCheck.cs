using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>What the client asks to see and do (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1).</summary>
internal sealed class ScopeCheck(RequestedScopes scopes) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var asked = await scopes.CheckAsync(request.KnownClient, request.Parameters["scope"], request.Details, request.ResponseType.HasCode, ct);
        (request.Scopes, request.ScopesDiffer) = (asked.Scopes, asked.Differ);
        return null;
    }
}
