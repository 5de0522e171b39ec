using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>The code challenge (RFC 7636 §4.3 and §4.4.1; RFC 9700 §2.1.1: public clients MUST use it).</summary>
internal sealed class PkceCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var challenge = request.Parameters["code_challenge"];
        var method = request.Parameters["code_challenge_method"];
        if (!request.ResponseType.HasCode)
            return challenge is null && method is null
                ? ValueTask.FromResult<AuthorizeOutcome?>(null)
                : throw Refuse.InvalidRequest("pkce.no_code", "A code_challenge was sent, but the response_type has no code.");
        if (challenge is null && method is not null)
            throw Refuse.InvalidRequest("pkce.challenge_missing", "A code_challenge_method was sent without code_challenge.");
        if (challenge is null && (request.KnownClient.IsPublic || request.KnownClient.Profile.RequiresPkce))
            throw Refuse.InvalidRequest("pkce.required", "A code_challenge is required.");

        // An absent method would mean plain (§4.3), which reveals the verifier to whoever sees the request.
        if (challenge is not null && method != "S256")
            throw Refuse.InvalidRequest("pkce.method", "The code_challenge_method must be S256.");
        if (challenge is not null && !Pkce.IsChallenge(challenge))
            throw Refuse.InvalidRequest("pkce.challenge", "The code_challenge is not the base64url of a SHA-256.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
