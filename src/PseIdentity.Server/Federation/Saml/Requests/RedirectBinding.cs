using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation.Saml.Requests;

/// <summary>Messages in the query of an address (SAML Bindings §3.4): deflated, in base64, and signed over the very characters of the query.</summary>
internal static class RedirectBinding
{
    /// <param name="location">The provider's address, which may have a query of its own.</param>
    /// <param name="name"><c>SAMLRequest</c> or <c>SAMLResponse</c>.</param>
    public static string Address(string location, string name, string message, string? relayState, FederationKey key)
    {
        // §3.4.4.1: the signature is over "SAMLRequest=value&RelayState=value&SigAlg=value", in this order.
        var query = $"{name}={Uri.EscapeDataString(Convert.ToBase64String(Deflate(message)))}"
            + (relayState is null ? "" : $"&RelayState={Uri.EscapeDataString(relayState)}")
            + $"&SigAlg={Uri.EscapeDataString(SignatureAlgorithms.RsaSha256)}";
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(query), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
    }

    /// <summary>The message in a query whose signature was made by one of the keys.</summary>
    /// <param name="query">As it was written, with its question mark.</param>
    /// <exception cref="UpstreamException">It is not signed, or not by them, or is no message.</exception>
    public static byte[] Read(string query, string name, IReadOnlyCollection<TrustedKey> keys)
    {
        var parts = Parts(query);
        if (parts.TryGetValue("SAMLEncoding", out var encoding) && Value(encoding) != "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE")
            throw SamlRefuse.Malformed("the encoding of the message is not known");
        if (!parts.TryGetValue("SigAlg", out var algorithm) || !parts.TryGetValue("Signature", out var signature))
            throw SamlRefuse.Signature("the message is not signed");

        // §3.4.4.1: "the original URL-encoded values" are signed; there are several ways to write the same value.
        var message = parts.GetValueOrDefault(name) ?? throw SamlRefuse.Malformed($"there is no {name}");
        var signed = message + (parts.TryGetValue("RelayState", out var relay) ? "&" + relay : "") + "&" + algorithm;
        if (!SignatureAlgorithms.Verify(Value(algorithm), Encoding.UTF8.GetBytes(signed), Base64(Value(signature)), keys))
            throw SamlRefuse.Signature("the message was signed by none of the provider's keys");
        return Inflate(Base64(Value(message)));
    }

    private static Dictionary<string, string> Parts(string query)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            // Others read the query decoded: a name written otherwise would be theirs and not ours.
            var name = part.Split('=')[0];
            if (name.Contains('%', StringComparison.Ordinal) || !parts.TryAdd(name, part))
                throw SamlRefuse.Malformed("a parameter is there twice, or its name is encoded");
        }
        return parts;
    }

    private static string Value(string part) => Uri.UnescapeDataString(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace('+', ' '));

    private static byte[] Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw SamlRefuse.Malformed("not base64");
    }

    private static byte[] Deflate(string message)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
            deflate.Write(Encoding.UTF8.GetBytes(message));
        return packed.ToArray();
    }

    // A few kilobytes can hold gigabytes: no more is unpacked than a message may have.
    private static byte[] Inflate(byte[] packed)
    {
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var message = new MemoryStream();
            var buffer = new byte[8192];
            for (int read; (read = deflate.Read(buffer)) > 0;)
            {
                message.Write(buffer, 0, read);
                if (message.Length > StrictXml.LongestMessage)
                    throw SamlRefuse.Malformed("the message is too long");
            }
            return message.ToArray();
        }
        catch (InvalidDataException)
        {
            throw SamlRefuse.Malformed("the message is not deflated");
        }
    }
}
