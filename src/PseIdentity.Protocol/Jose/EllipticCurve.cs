using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace PseIdentity.Protocol.Jose;

/// <summary>A curve of RFC 7518 §6.2.1.1, as far as it takes to see that a point belongs to it (SP 800-186 §3.2.1, a = −3).</summary>
internal sealed class EllipticCurve
{
    private static readonly EllipticCurve P256 = new("P-256", ECCurve.NamedCurves.nistP256, 32,
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
        "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    private static readonly EllipticCurve P384 = new("P-384", ECCurve.NamedCurves.nistP384, 48,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
        "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF");

    private static readonly EllipticCurve P521 = new("P-521", ECCurve.NamedCurves.nistP521, 66,
        "01FF" + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
            + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E1"
            + "56193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00");

    private readonly BigInteger prime;
    private readonly BigInteger b;

    private EllipticCurve(string name, ECCurve curve, int coordinateLength, string prime, string b)
    {
        Name = name;
        Curve = curve;
        CoordinateLength = coordinateLength;
        this.prime = Number(prime);
        this.b = Number(b);
    }

    public string Name { get; }
    public ECCurve Curve { get; }

    /// <summary>Octets of each coordinate, leading zeros included (RFC 7518 §6.2.1.2).</summary>
    public int CoordinateLength { get; }

    public static EllipticCurve? Find(string? name) =>
        name switch { "P-256" => P256, "P-384" => P384, "P-521" => P521, _ => null };

    /// <summary>The JOSE name of a curve; null for one that is not used here.</summary>
    public static string? NameOf(ECCurve curve) =>
        new[] { P256, P384, P521 }.FirstOrDefault(known => known.Curve.Oid.Value == curve.Oid.Value || known.Curve.Oid.FriendlyName == curve.Oid.FriendlyName)?.Name;

    /// <summary>Whether y² = x³ − 3x + b. An off-curve point is how an invalid-curve attack begins.</summary>
    public bool Contains(ReadOnlySpan<byte> xBytes, ReadOnlySpan<byte> yBytes)
    {
        if (xBytes.Length != CoordinateLength || yBytes.Length != CoordinateLength)
            return false;

        var x = new BigInteger(xBytes, isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(yBytes, isUnsigned: true, isBigEndian: true);
        return x < prime && y < prime && ((y * y) - (x * x * x) + (3 * x) - b) % prime == 0;
    }

    private static BigInteger Number(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
