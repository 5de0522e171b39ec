using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Who the client believes is signed in (OpenID Connect Core §3.1.2.1, <c>id_token_hint</c>).</summary>
internal sealed class IdTokenHintCheck(IdTokenHints hints) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (request.Parameters["id_token_hint"] is not { } hint)
            return null;
        if (await hints.ReadAsync(hint, ct) is not { } read || !read.Audience.Contains(request.KnownClient.Id, StringComparer.Ordinal))
            throw Refuse.InvalidRequest("authorize.id_token_hint", "The id_token_hint is not an ID token of this provider for this client.");
        request.HintedSubject = read.Subject;
        return null;
    }
}
