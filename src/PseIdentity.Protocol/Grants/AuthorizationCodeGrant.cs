using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Grants;

/// <summary>Redeems an authorization code (RFC 6749 §4.1.3 with PKCE, RFC 7636 §4.6).</summary>
internal sealed class AuthorizationCodeGrant(AuthorizationCodes codes, Redemptions redemptions, TimeProvider clock) : IGrant
{
    public string GrantType => "authorization_code";

    public bool IssuesRefreshTokens => true;

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        var code = await codes.ReadAsync(request.Require("code"), ct)
            ?? throw Refuse.InvalidGrant("code.unknown", "The code is not known or has expired.");

        // RFC 6749 §5.2: invalid_grant when the code "was issued to another client".
        if (!string.Equals(code.ClientId, client.Id, StringComparison.Ordinal))
            throw Refuse.InvalidGrant("code.other_client", "The code was issued to another client.");

        // FAPI 2.0 §5.3.2.1: codes of such a client live "no longer than 60 seconds".
        if (client.Client.Profile.AuthorizationCodeLifetime is { } longest && clock.GetUtcNow() >= code.IssuedAt + longest)
            throw Refuse.InvalidGrant("code.unknown", "The code is not known or has expired.");

        // §4.1.3: REQUIRED if it was part of the authorization request, "and their values MUST be identical".
        if (!string.Equals(request["redirect_uri"], code.RedirectUri, StringComparison.Ordinal)
            && (code.RedirectUri is not null || request["redirect_uri"] is not null))
            throw Refuse.InvalidGrant("code.redirect_uri", "The redirect_uri differs from that of the authorization request.");

        CheckVerifier(request["code_verifier"], code.CodeChallenge);

        // RFC 9449 §10: the server "MUST reject" a request whose proof is not made with the key that the authorization request named.
        if (code.DpopJkt is { } jkt && !string.Equals(jkt, request.Confirmation?.Jkt, StringComparison.Ordinal))
            throw Refuse.InvalidGrant("code.other_key", "The code is bound to another DPoP key, or the DPoP proof is missing.");

        return await redemptions.OfAsync(code, client, request, ct);
    }

    // RFC 7636 §4.6. A verifier without a challenge is a downgrade (RFC 9700 §2.1.1): the challenge was stripped on the way in.
    private static void CheckVerifier(string? verifier, string? challenge)
    {
        if (challenge is null && verifier is null)
            return;
        if (challenge is null)
            throw Refuse.InvalidGrant("pkce.no_challenge", "A code_verifier was sent for a code that was requested without code_challenge.");
        if (verifier is null)
            throw Refuse.InvalidGrant("pkce.verifier_missing", "The code_verifier is missing.");
        if (!Pkce.Matches(verifier, challenge))
            throw Refuse.InvalidGrant("pkce.mismatch", "The code_verifier does not match the code_challenge.");
    }
}
