using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.Encryption;

/// <summary>Somebody that tokens are encrypted to: a private key, and its public half as a key set would hold it.</summary>
public sealed class TestRecipient
{
    private static readonly Dictionary<string, TestRecipient> Known = new(StringComparer.Ordinal);

    private TestRecipient(string algorithm, AsymmetricAlgorithm key, string members)
    {
        PublicJwk = $$"""{{{members}},"kid":"enc-1","use":"enc"}""";
        Pkcs8 = key.ExportPkcs8PrivateKey();
        Public = EncryptionKey.Create(Jwk.TryParse(StrictJson.TryParseObject(Encoding.UTF8.GetBytes(PublicJwk))!.Value)!, algorithm)!;
        Private = DecryptionKey.FromPkcs8(algorithm, "enc-1", Pkcs8);
    }

    public string PublicJwk { get; }

    /// <summary>The key set that a client registers for it.</summary>
    public string Jwks => $$"""{"keys":[{{PublicJwk}}]}""";

    public byte[] Pkcs8 { get; }

    public EncryptionKey Public { get; }

    public DecryptionKey Private { get; }

    /// <summary>One for each algorithm, for the whole run.</summary>
    public static TestRecipient For(string algorithm)
    {
        lock (Known)
            return Known.TryGetValue(algorithm, out var known) ? known : Known[algorithm] = algorithm == "RSA-OAEP-256" ? Rsa(algorithm) : OnCurve(algorithm, "P-256");
    }

    public static TestRecipient OnCurve(string algorithm, string curve)
    {
        using var key = ECDiffieHellman.Create(EllipticCurve.Find(curve)!.Curve);
        var point = key.ExportParameters(false).Q;
        return new TestRecipient(algorithm, key, $$""" "kty":"EC","crv":"{{curve}}","x":"{{CanonicalBase64Url.Encode(point.X)}}","y":"{{CanonicalBase64Url.Encode(point.Y)}}" """.Trim());
    }

    /// <summary>The same private key for another algorithm.</summary>
    public static DecryptionKey OnCurveOf(TestRecipient recipient, string algorithm) => DecryptionKey.FromPkcs8(algorithm, "enc-1", recipient.Pkcs8);

    public string Encrypt(string content, string enc = "A256GCM", JweHeader? header = null) =>
        Jwe.Encrypt(Encoding.UTF8.GetBytes(content), Public, enc, header ?? new JweHeader("JWT"));

    public string Decrypt(string jwe) => Encoding.UTF8.GetString(Jwe.Decrypt(jwe, Private)?.Content ?? throw new InvalidOperationException("It does not decrypt: " + jwe));

    private static TestRecipient Rsa(string algorithm)
    {
        using var key = RSA.Create(2048);
        var numbers = key.ExportParameters(false);
        return new TestRecipient(algorithm, key, $$""" "kty":"RSA","n":"{{CanonicalBase64Url.Encode(numbers.Modulus)}}","e":"{{CanonicalBase64Url.Encode(numbers.Exponent)}}" """.Trim());
    }
}
