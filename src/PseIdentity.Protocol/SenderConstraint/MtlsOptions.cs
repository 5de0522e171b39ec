namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>The second address, for clients with certificates (RFC 8705, section <c>Mtls</c>).</summary>
public sealed class MtlsOptions
{
    /// <summary>Where clients with certificates come to, <c>https://host:port</c>, published as <c>mtls_endpoint_aliases</c>. With <see cref="Certificate"/> the program listens there itself; without it a proxy of <c>Network:KnownProxies</c> does and sends the certificate in the <c>Client-Cert</c> header (RFC 9440). Another host name or port than the issuer's, so that browsers are never asked for a certificate.</summary>
    /// <value>none: no client certificates</value>
    public string? Url { get; set; }

    /// <summary>The server's certificate for that address: a PEM file (with its chain) or a PFX file without a password.</summary>
    /// <value>none</value>
    public string? Certificate { get; set; }

    /// <summary>The PEM file with its private key; not needed where the key is in the same file or for PFX.</summary>
    /// <value>none</value>
    public string? CertificateKey { get; set; }

    /// <summary>A PEM file with the authorities whose certificates are accepted for <c>tls_client_auth</c>. Name your own authority here: with the system's, anybody who can get a certificate with a client's name anywhere is that client.</summary>
    /// <value>the system's</value>
    public string? ClientAuthorities { get; set; }
}
