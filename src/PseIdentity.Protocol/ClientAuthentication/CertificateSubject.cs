using System.Net;
using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>The one name by which a client's certificate is recognised (RFC 8705 §2.1.2): a subject, or one subject alternative name.</summary>
internal static class CertificateSubject
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client)
    {
        // §2.1.2: "A client using the tls_client_auth authentication method MUST use exactly one of the below metadata parameters".
        var named = Names(client).Where(name => name.Value is not null).ToList();
        if (named.Count == 0)
            yield return new("tls_client_auth_subject_dn", "tls.subject_missing",
                $"tls_client_auth needs one of {string.Join(", ", Names(client).Select(name => name.Member))}.");
        foreach (var more in named.Skip(1))
            yield return new(more.Member, "tls.subjects", $"A certificate is recognised by one name only; this client has {named[0].Member} as well.");
        if (client.TlsClientAuthSubjectDn is { } dn && DistinguishedName.Parse(dn) is null)
            yield return new("tls_client_auth_subject_dn", "tls.subject_dn", "A distinguished name is written as in RFC 4514: CN=client,O=Example,C=GB.");
        if (client.TlsClientAuthSanIp is { } ip && !IPAddress.TryParse(ip, out _))
            yield return new("tls_client_auth_san_ip", "tls.san_ip", "This is no IP address.");
    }

    /// <summary>Names that nobody compares, because the client authenticates in another way: they would protect nothing.</summary>
    public static IEnumerable<BrokenRule> Unused(ClientMetadata client) => client.TokenEndpointAuthMethod == TlsClientAuth.MethodName ? [] :
        Names(client).Where(name => name.Value is not null)
            .Select(name => new BrokenRule(name.Member, "tls.unused", $"{name.Member} needs \"token_endpoint_auth_method\": \"{TlsClientAuth.MethodName}\"."));

    public static bool Matches(X509Certificate2 certificate, ClientMetadata client)
    {
        if (Names(client).Count(name => name.Value is not null) != 1)
            return false;
        if (client.TlsClientAuthSubjectDn is { } dn)
            return DistinguishedName.Parse(dn) is { } wanted && DistinguishedName.Of(certificate.SubjectName) is { } actual && wanted.IsSameAs(actual);

        var names = SubjectAlternativeNames.Of(certificate);
        return client switch
        {
            { TlsClientAuthSanDns: { } dns } => names.Dns.Contains(dns, StringComparer.OrdinalIgnoreCase),
            { TlsClientAuthSanUri: { } uri } => names.Uris.Contains(uri, StringComparer.Ordinal),
            { TlsClientAuthSanIp: { } ip } => IPAddress.TryParse(ip, out var address) && names.Addresses.Contains(address),
            { TlsClientAuthSanEmail: { } email } => names.Emails.Any(other => IsSameMailbox(email, other)),
            _ => false,
        };
    }

    // RFC 5280 §7.5: the local part exactly, the host without case.
    private static bool IsSameMailbox(string a, string b)
    {
        var at = a.LastIndexOf('@');
        return at > 0 && at == b.LastIndexOf('@') && string.Equals(a[..at], b[..at], StringComparison.Ordinal) && string.Equals(a[at..], b[at..], StringComparison.OrdinalIgnoreCase);
    }

    private static (string Member, string? Value)[] Names(ClientMetadata client) =>
    [
        ("tls_client_auth_subject_dn", client.TlsClientAuthSubjectDn),
        ("tls_client_auth_san_dns", client.TlsClientAuthSanDns),
        ("tls_client_auth_san_uri", client.TlsClientAuthSanUri),
        ("tls_client_auth_san_ip", client.TlsClientAuthSanIp),
        ("tls_client_auth_san_email", client.TlsClientAuthSanEmail),
    ];
}
