using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>private_key_jwt</c> (RFC 7523 §2.2 and §3, OpenID Connect Core §9): the client signs a short-lived assertion with its own key.</summary>
internal sealed class PrivateKeyJwt(ClientKeys keys, AssertionClaims claims) : IClientAuthenticationMethod
{
    public string Name => "private_key_jwt";

    public IReadOnlyList<string> Algorithms => SignatureAlgorithms.OfClients;

    public IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client)
    {
        if (client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", "private_key_jwt needs the client's public keys: jwks, or jwks_uri.");
        if (client.Jwks is { } keys && JwkSet.TryParse(keys) is { Keys.Count: > 0 } set && !Algorithms.Any(alg => set.Candidates(null, alg).Any()))
            yield return new("jwks", "jwks.algorithm", $"None of the keys fits an algorithm that is accepted: {string.Join(", ", Algorithms)}.");
    }

    // Whatever is not under a shared secret is looked at here, so that an unknown algorithm is refused as one.
    public PresentedCredentials? Find(ClientRequest request) =>
        ClientAssertion.Find(request) is var (assertion, credentials) && !SignatureAlgorithms.Symmetric.Contains(assertion.Algorithm, StringComparer.Ordinal)
            ? credentials
            : null;

    public async ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct)
    {
        if (presented.Secret is null || Jws.Parse(presented.Secret) is not { } assertion)
            return "the assertion is not a JWT";
        if (AssertionClaims.RefuseAlgorithm(assertion, client, Algorithms) is { } reason)
            return reason;
        return await keys.VerifyAsync(client, assertion, ct) ? await claims.CheckAsync(assertion, client, presented.Path, ct) : "no key of the client made the signature";
    }
}
