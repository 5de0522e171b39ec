using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Claims asked for one by one (OpenID Connect Core §5.5). Unknown ones are ignored (§5.5.1); <c>sub</c> says who it has to be.</summary>
internal sealed class ClaimsCheck(ClaimRelease release, Subjects names) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        // The parameter belongs to OpenID Connect: without the scope there is neither an ID token nor userinfo.
        if (!request.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal)
            || await release.AllowedAsync(RequestedClaims.Parse(request.Parameters["claims"]), request.KnownClient, ct) is not { } claims)
            return null;
        request.Claims = claims;
        request.ClaimsBeyondScopes = await release.BeyondAsync(claims, request.Scopes, ct);

        // §5.5.1: "the Authorization Server … MUST NOT return … a different value for sub": the hint and this may not contradict each other.
        if (claims.Subjects is { Count: > 0 } subjects)
        {
            if (request.HintedSubject is { } hinted && !subjects.Contains(hinted, StringComparer.Ordinal))
                throw Refuse.InvalidRequest("authorize.claims_sub", "The id_token_hint and the claims parameter name different people.");
            request.HintedSubject ??= request.Session is { } session && names.Of(request.KnownClient, session.Subject) is var name && subjects.Contains(name, StringComparer.Ordinal) ? name : subjects[0];
        }
        return null;
    }
}
