using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>client_secret_jwt</c> (RFC 7523 §2.2 and §3, OpenID Connect Core §9): a short-lived assertion under a MAC whose key is the client's secret.</summary>
internal sealed class ClientSecretJwt(AssertionClaims claims, TimeProvider clock) : IClientAuthenticationMethod
{
    public string Name => "client_secret_jwt";

    public bool UsesSecret => true;

    public IReadOnlyList<string> Algorithms => SignatureAlgorithms.Symmetric;

    public PresentedCredentials? Find(ClientRequest request) =>
        ClientAssertion.Find(request) is var (assertion, credentials) && Algorithms.Contains(assertion.Algorithm, StringComparer.Ordinal) ? credentials : null;

    public async ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct)
    {
        if (presented.Secret is null || Jws.Parse(presented.Secret) is not { } assertion)
            return "the assertion is not a JWT";
        if (AssertionClaims.RefuseAlgorithm(assertion, client, Algorithms) is { } reason)
            return reason;
        return MadeBy(client, assertion) ? await claims.CheckAsync(assertion, client, presented.Path, ct) : "no valid secret of the client made the MAC";
    }

    // Two secrets are valid while one replaces the other; an expired one authenticates nothing.
    private bool MadeBy(Client client, Jws assertion)
    {
        var now = clock.GetUtcNow();
        foreach (var secret in client.Secrets)
            if ((secret.ExpiresAt is null || secret.ExpiresAt > now) && secret.Value is { } value
                && MacKey.Create(value, assertion.Algorithm) is { } key && assertion.IsAuthenticatedBy(key))
                return true;
        return false;
    }
}
