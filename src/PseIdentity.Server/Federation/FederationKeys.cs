using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation;

/// <summary>The installation's RSA keys towards providers upstream: they sign our requests, and providers encrypt for them. Made when first needed, the same on every node.</summary>
internal sealed class FederationKeys(FederationKeyStore store, Issuer issuer, TimeProvider clock)
{
    private const int Bits = 3072;

    /// <summary>Providers trust the key, not the certificate: it only has to outlive everybody's patience.</summary>
    private const int CertificateYears = 20;

    /// <summary>Newest first: the first one signs, every one decrypts.</summary>
    public ValueTask<IReadOnlyList<FederationKey>> AllAsync(CancellationToken ct) => store.AllOrFirstAsync(Make, ct);

    /// <summary>A new key beside the former ones; providers are told of it by our metadata.</summary>
    public async ValueTask<FederationKey> AddAsync(CancellationToken ct)
    {
        var key = Make();
        await store.AddAsync(key, ct);
        return key;
    }

    private FederationKey Make()
    {
        using var rsa = RSA.Create(Bits);
        var now = clock.GetUtcNow();
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(new Uri(issuer.Value).Host);
        var request = new CertificateRequest(name.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(CertificateYears));
        var id = Base64Url.EncodeToString(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()));
        return new FederationKey(id, certificate.RawData, rsa.ExportPkcs8PrivateKey(), now);
    }
}
