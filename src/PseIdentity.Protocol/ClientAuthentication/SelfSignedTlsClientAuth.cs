using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>self_signed_tls_client_auth</c> (RFC 8705 §2.2): a certificate for a key that the client registered; who signed it does not count.</summary>
internal sealed class SelfSignedTlsClientAuth(ClientKeys keys) : IClientAuthenticationMethod
{
    public string Name => "self_signed_tls_client_auth";

    public IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client)
    {
        if (client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", "self_signed_tls_client_auth needs the keys of the client's certificates: jwks, or jwks_uri.");
    }

    public PresentedCredentials? Find(ClientRequest request) => PublicClient.ByName(request) is { Certificate: not null } named ? named : null;

    public async ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct)
    {
        // The handshake has proven that the sender has the certificate's private key: equal keys are enough.
        if (presented.Certificate is not { } certificate || KeyOf(certificate) is not { } key)
            return "there is no certificate with a usable key";
        return await keys.HoldAsync(client, key.Thumbprint(), ct) ? null : "the key of the certificate is not the client's";
    }

    private static Jwk? KeyOf(X509Certificate2 certificate)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
                return Jwk.Of(rsa.ExportParameters(false), "RS256");
            using var ec = certificate.GetECDsaPublicKey();
            return ec?.ExportParameters(false) is { } parameters && EllipticCurve.NameOf(parameters.Curve) is { } curve ? Jwk.Of(parameters, curve, "ES256") : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
