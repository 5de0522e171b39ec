using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Server.Hardening;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>The second address, for client certificates: what must agree with what (section <c>Mtls</c>).</summary>
internal static class MtlsSetting
{
    public static IEnumerable<SettingMistake> Check(IConfiguration configuration, Issuer? issuer, bool hasProxies)
    {
        var mtls = configuration.GetSection("Mtls").Get<MtlsOptions>() ?? new();
        if (mtls.Url is not { Length: > 0 } url)
        {
            foreach (var (key, value) in new[] { ("Certificate", mtls.Certificate), ("CertificateKey", mtls.CertificateKey), ("ClientAuthorities", mtls.ClientAuthorities) })
                if (value is { Length: > 0 })
                    yield return new("Mtls:" + key, "needs Mtls:Url, such as https://mtls.id.example.com.");
            yield break;
        }
        if (!ListenAddress.TryRead(url, out var address) || address.Scheme != "https" || address.IsWildcard || address.Port == 0 || !Uri.IsWellFormedUriString(url, UriKind.Absolute))
            yield return new("Mtls:Url", $"'{url}' is no https address that clients could ask; write https://host or https://host:port.");
        else if (issuer is not null && string.Equals(new Uri(url).Authority, issuer.Host, StringComparison.OrdinalIgnoreCase))
            yield return new("Mtls:Url", "is another host or port than the issuer's: browsers would be asked for certificates.");
        if (mtls.Certificate is not { Length: > 0 } && !hasProxies)
            yield return new("Mtls:Certificate", "is required, unless a proxy of Network:KnownProxies takes the certificates and sends them in the Client-Cert header.");
        if (mtls.Certificate is { Length: > 0 } file && Problem(() => Listeners.ServerCertificate(file, mtls.CertificateKey is { Length: > 0 } key ? key : null)) is { } certificate)
            yield return new("Mtls:Certificate", $"'{file}' holds no certificate with a private key: {certificate}");
        if (mtls.ClientAuthorities is { Length: > 0 } authorities && Problem(() => new X509Certificate2Collection().ImportFromPemFile(authorities)) is { } trust)
            yield return new("Mtls:ClientAuthorities", $"'{authorities}' cannot be read as PEM certificates: {trust}");
    }

    private static string? Problem(Action load)
    {
        try
        {
            load();
            return null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
