using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Hardening;

/// <summary>Where the program listens, and how it speaks TLS where it does so itself (RFC 9325 §4.2, FAPI 2.0 §5.2).</summary>
internal static class Listeners
{
    // TLS 1.2 with forward secrecy and authenticated encryption only; the others are those of TLS 1.3.
    private static readonly TlsCipherSuite[] Suites =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    public static void Configure(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        kestrel.ConfigureHttpsDefaults(Strict);
        var mtls = configuration.GetSection("Mtls").Get<MtlsOptions>() ?? new();
        if (mtls is not { Url: { Length: > 0 } url, Certificate: { Length: > 0 } file } || !ListenAddress.TryRead(url, out var address))
            return;

        // One address in code makes Kestrel ignore urls: then all of them are ours to bind.
        foreach (var own in OwnAddresses(configuration))
            Listen(kestrel, own, own.Scheme == "https" ? listen => listen.UseHttps() : null);
        var chain = ServerCertificate(file, mtls.CertificateKey);
        Listen(kestrel, address, listen => listen.UseHttps(https => AskForCertificate(https, chain)));
    }

    private static void Strict(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.OnAuthenticate = (_, ssl) => ssl.CipherSuitesPolicy = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? null : new CipherSuitesPolicy(Suites);
    }

    // Only here is a certificate asked for, and none is needed: whether it means anything is decided where a client authenticates.
    private static void AskForCertificate(HttpsConnectionAdapterOptions https, X509Certificate2Collection chain)
    {
        Strict(https);
        https.ServerCertificate = chain[0];
        https.ServerCertificateChain = [.. chain.Skip(1)];
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = static (_, _, _) => true;
        var strict = https.OnAuthenticate;
        https.OnAuthenticate = (connection, ssl) =>
        {
            strict?.Invoke(connection, ssl);
            // A stranger's certificate must not make us ask addresses that it names.
            ssl.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        };
    }

    private static IEnumerable<ListenAddress> OwnAddresses(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            yield break;
        var urls = configuration["urls"] is { Length: > 0 } named
            ? named.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. Ports("http"), .. Ports("https")];
        foreach (var url in urls)
            if (ListenAddress.TryRead(url, out var address))
                yield return address;

        IEnumerable<string> Ports(string scheme) =>
            (configuration[scheme + "_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"{scheme}://*:{port}");
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, Action<ListenOptions>? configure)
    {
        configure ??= static _ => { };
        if (string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
            kestrel.ListenLocalhost(address.Port, configure);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            kestrel.Listen(ip, address.Port, configure);
        else
            kestrel.ListenAnyIP(address.Port, configure);
    }

    /// <summary>The certificate with its key first, then what leads to its authority.</summary>
    public static X509Certificate2Collection ServerCertificate(string file, string? keyFile)
    {
        if (X509Certificate2.GetCertContentType(file) == X509ContentType.Pkcs12)
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, null);
            return [.. all.OrderByDescending(certificate => certificate.HasPrivateKey)];
        }
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return [X509Certificate2.CreateFromPemFile(file, keyFile), .. chain.Skip(1)];
    }
}
