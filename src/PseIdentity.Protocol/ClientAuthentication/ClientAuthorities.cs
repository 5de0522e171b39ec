using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>Whose certificates are believed for <c>tls_client_auth</c> (RFC 8705 §2.1). Nothing is fetched: no missing authority, no revocation list.</summary>
internal sealed class ClientAuthorities(IOptions<MtlsOptions> options, TimeProvider clock)
{
    // RFC 5280 §4.2.1.12, id-kp-clientAuth: a certificate that names purposes must name this one.
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection? own = Load(options.Value.ClientAuthorities);

    /// <summary>Null when the certificate leads to an authority and is valid now; otherwise the reason, for the log.</summary>
    public string? Problem(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ForClients));
        if (own is not null)
        {
            // Roots are trusted; what is between them and a client only helps to find the way.
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(own);
            chain.ChainPolicy.ExtraStore.AddRange(own);
        }
        return chain.Build(certificate) ? null : string.Join(", ", chain.ChainStatus.Select(status => status.Status));
    }

    private static X509Certificate2Collection? Load(string? file)
    {
        if (file is not { Length: > 0 })
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }
}
