using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>A public key of an authenticator or of its maker, with the one algorithm it is used with. The key of each form goes through the same JSON Web Key.</summary>
internal sealed class SigningPublicKey
{
    private const string Ed25519Oid = "1.3.101.112";

    private readonly VerificationKey key;
    private readonly int? coordinate;

    private SigningPublicKey(VerificationKey key, int? coordinate)
    {
        this.key = key;
        this.coordinate = coordinate;
    }

    public string Thumbprint => key.Key.Thumbprint();

    /// <summary>For JSON Web Signatures.</summary>
    public VerificationKey Verification => key;

    public static SigningPublicKey? OnCurve(string algorithm, string curve, byte[] x, byte[] y) =>
        Create(algorithm, x.Length, ("kty", "EC"), ("crv", curve), ("x", CanonicalBase64Url.Encode(x)), ("y", CanonicalBase64Url.Encode(y)));

    public static SigningPublicKey? OfRsa(string algorithm, byte[] n, byte[] e) =>
        Create(algorithm, null, ("kty", "RSA"), ("n", CanonicalBase64Url.Encode(n)), ("e", CanonicalBase64Url.Encode(e)));

    public static SigningPublicKey? Ed25519(string algorithm, byte[] x) =>
        Create(algorithm, null, ("kty", "OKP"), ("crv", "Ed25519"), ("x", CanonicalBase64Url.Encode(x)));

    /// <summary>A certificate's key; null when it is of another kind than the algorithm wants, or too weak.</summary>
    public static SigningPublicKey? Of(X509Certificate2 certificate, string algorithm)
    {
        try
        {
            if (certificate.PublicKey.Oid.Value == Ed25519Oid)
                return Ed25519(algorithm, certificate.PublicKey.EncodedKeyValue.RawData);
            using var ec = certificate.GetECDsaPublicKey();
            if (ec?.ExportParameters(false) is { Curve.IsNamed: true, Q: { X: { } x, Y: { } y } } point)
                return CurveOf(point.Curve) is { } curve ? OnCurve(algorithm, curve, x, y) : null;
            using var rsa = certificate.GetRSAPublicKey();
            return rsa?.ExportParameters(false) is { Modulus: { } n, Exponent: { } e } ? OfRsa(algorithm, n, e) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Web Authentication Level 3 §6.5.5: ECDSA signatures are DER (RFC 3279 §2.2.3), the others as JOSE has them.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (coordinate is not { } length)
            return key.Verify(data, signature);
        Span<byte> fixedLength = stackalloc byte[2 * length];
        return TryConvert(signature, fixedLength) && key.Verify(data, fixedLength);
    }

    // Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }, one spelling.
    private static bool TryConvert(ReadOnlySpan<byte> der, Span<byte> fixedLength)
    {
        try
        {
            var reader = new AsnReader(der.ToArray(), AsnEncodingRules.DER);
            var pair = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var half = fixedLength.Length / 2;
            var converted = TryPad(pair.ReadIntegerBytes().Span, fixedLength[..half]) && TryPad(pair.ReadIntegerBytes().Span, fixedLength[half..]);
            pair.ThrowIfNotEmpty();
            return converted;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool TryPad(ReadOnlySpan<byte> integer, Span<byte> padded)
    {
        if (integer[0] >= 0x80)
            return false;
        var magnitude = integer.TrimStart((byte)0);
        if (magnitude.Length > padded.Length)
            return false;
        padded.Clear();
        magnitude.CopyTo(padded[(padded.Length - magnitude.Length)..]);
        return true;
    }

    private static string? CurveOf(ECCurve curve) => curve.Oid.Value switch
    {
        "1.2.840.10045.3.1.7" => "P-256",
        "1.3.132.0.34" => "P-384",
        "1.3.132.0.35" => "P-521",
        _ => null,
    };

    // None of the values needs escaping.
    private static SigningPublicKey? Create(string algorithm, int? coordinate, params ReadOnlySpan<(string Name, string Value)> members)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in members)
            json.Append(json.Length > 1 ? "," : "").Append('"').Append(name).Append("\":\"").Append(value).Append('"');
        return StrictJson.TryParseObject(Encoding.ASCII.GetBytes(json.Append('}').ToString())) is { } element
            && Jwk.TryParse(element) is { } jwk && VerificationKey.Create(jwk, algorithm) is { } key
            ? new SigningPublicKey(key, coordinate)
            : null;
    }
}
