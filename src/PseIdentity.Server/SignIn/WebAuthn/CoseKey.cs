using System.Formats.Cbor;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>
/// A credential public key (Web Authentication Level 3 §6.5.1.1, §5.8.5): a COSE_Key (RFC 9052 §7) with one algorithm. It becomes a JSON Web Key of the same
/// numbers, whose reader refuses points off the curve and weak moduli, and whose code verifies here what it verifies everywhere.
/// </summary>
internal sealed class CoseKey
{
    // Labels of RFC 9052 §7.1, RFC 9053 §7.1 and §7.2, RFC 8230 §4.
    private const long Kty = 1;
    private const long Alg = 3;
    private const long CurveOrModulus = -1;
    private const long XOrExponent = -2;
    private const long Y = -3;

    private const int OctetKeyPair = 1;
    private const int EllipticCurve = 2;
    private const int Rsa = 3;

    private readonly SigningPublicKey key;

    private CoseKey(int algorithm, SigningPublicKey key)
    {
        Algorithm = algorithm;
        this.key = key;
    }

    /// <summary>One of <see cref="CoseAlgorithm"/>.</summary>
    public int Algorithm { get; }

    /// <summary>Equal for equal keys (RFC 7638), whatever they were read from.</summary>
    public string Thumbprint => key.Thumbprint;

    /// <summary>The point as ANSI X9.62 writes it, uncompressed; null where the key is not on a curve with two coordinates.</summary>
    public byte[]? Point { get; private init; }

    /// <summary>One key and nothing after it; null for anything else.</summary>
    public static CoseKey? Parse(ReadOnlyMemory<byte> cose) => Parse(cose, out var length) is { } key && length == cose.Length ? key : null;

    /// <summary>The key at the beginning.</summary>
    /// <param name="length">How many octets it takes.</param>
    public static CoseKey? Parse(ReadOnlyMemory<byte> cose, out int length)
    {
        // §6.5.1: "using the CTAP2 canonical CBOR encoding form … MUST contain the "alg" parameter and MUST NOT contain any other OPTIONAL parameters".
        if (Cbor.Read(cose, CborConformanceMode.Ctap2Canonical, out length) is not CborMap map
            || map.Integer(Alg) is not { } algorithm || CoseAlgorithm.JoseName(algorithm) is not { } name)
            return null;

        return (map.Integer(Kty), map.Count) switch
        {
            (EllipticCurve, 5) when map.Octets(XOrExponent) is { } x && map.Octets(Y) is { } y && Curve(algorithm, map.Integer(CurveOrModulus)) is { } curve
                && SigningPublicKey.OnCurve(name, curve, x, y) is { } key => new CoseKey((int)algorithm, key) { Point = [0x04, .. x, .. y] },
            (OctetKeyPair, 4) when map.Integer(CurveOrModulus) == 6 && map.Octets(XOrExponent) is { } x
                && SigningPublicKey.Ed25519(name, x) is { } key => new CoseKey((int)algorithm, key),
            (Rsa, 4) when map.Octets(CurveOrModulus) is { } n && map.Octets(XOrExponent) is { } e
                && SigningPublicKey.OfRsa(name, n, e) is { } key => new CoseKey((int)algorithm, key),
            _ => null,
        };
    }

    /// <summary>Whether the signature over the data is this key's, in the form of §6.5.5. Answers false for whatever is no signature.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.Verify(data, signature);

    // §5.8.5: "Keys with algorithm -7 (ES256) MUST specify 1 (P-256) as the crv parameter", -35 the P-384, -36 the P-521.
    private static string? Curve(long algorithm, long? curve) => (algorithm, curve) switch
    {
        (CoseAlgorithm.Es256, 1) => "P-256",
        (CoseAlgorithm.Es384, 2) => "P-384",
        (CoseAlgorithm.Es512, 3) => "P-521",
        _ => null,
    };
}
