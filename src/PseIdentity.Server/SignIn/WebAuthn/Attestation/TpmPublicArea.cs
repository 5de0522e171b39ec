using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>A <c>TPMT_PUBLIC</c> (TPM 2.0 Part 2, 12.2.4): a key as a TPM describes it.</summary>
internal sealed class TpmPublicArea
{
    private const ushort Rsa = 0x0001;
    private const ushort EllipticCurve = 0x0023;
    private const ushort Sha256 = 0x000B;
    private const ushort Sha384 = 0x000C;
    private const ushort Sha512 = 0x000D;
    private const ushort Null = 0x0010;
    private const uint DefaultExponent = 65537;

    private readonly Func<string, SigningPublicKey?> key;

    private TpmPublicArea(byte[] name, Func<string, SigningPublicKey?> key)
    {
        Name = name;
        this.key = key;
    }

    /// <summary>What the TPM calls the key: the algorithm and the hash of all this (Part 1, 16).</summary>
    public byte[] Name { get; }

    /// <summary>The key; null when it is not one for the JOSE algorithm.</summary>
    public SigningPublicKey? KeyFor(string algorithm) => key(algorithm);

    public static TpmPublicArea? Parse(byte[] area)
    {
        var reader = new TpmReader(area);
        var type = reader.UInt16();
        var nameAlgorithm = reader.UInt16();
        _ = reader.UInt32(); // objectAttributes
        _ = reader.Sized(); // authPolicy
        if (NameOf(area, nameAlgorithm) is not { } name)
            return null;

        SkipSymmetric(ref reader);
        SkipScheme(ref reader);
        Func<string, SigningPublicKey?> key;
        if (type == Rsa)
        {
            _ = reader.UInt16(); // keyBits
            var exponent = reader.UInt32();
            var modulus = reader.Sized();
            key = algorithm => SigningPublicKey.OfRsa(algorithm, modulus, Minimal(exponent == 0 ? DefaultExponent : exponent));
        }
        else if (type == EllipticCurve)
        {
            var curve = reader.UInt16();
            SkipScheme(ref reader); // kdf
            var x = reader.Sized();
            var y = reader.Sized();
            key = algorithm => CurveOf(curve) is var (curveName, length) && x.Length <= length && y.Length <= length
                ? SigningPublicKey.OnCurve(algorithm, curveName, Padded(x, length), Padded(y, length))
                : null;
        }
        else
        {
            return null;
        }
        return reader.IsDone ? new TpmPublicArea(name, key) : null;
    }

    // TPMT_SYM_DEF_OBJECT: algorithm, and unless it is TPM_ALG_NULL key bits and mode. It is NULL for keys that sign.
    private static void SkipSymmetric(ref TpmReader reader)
    {
        if (reader.UInt16() != Null)
            _ = reader.Take(4);
    }

    // TPMT_RSA_SCHEME, TPMT_ECC_SCHEME, TPMT_KDF_SCHEME: algorithm, and unless it is TPM_ALG_NULL a hash.
    private static void SkipScheme(ref TpmReader reader)
    {
        if (reader.UInt16() != Null)
            _ = reader.Take(2);
    }

    private static byte[]? NameOf(byte[] area, ushort algorithm)
    {
        var hash = algorithm switch
        {
            Sha256 => SHA256.HashData(area),
            Sha384 => SHA384.HashData(area),
            Sha512 => SHA512.HashData(area),
            _ => null,
        };
        return hash is null ? null : [(byte)(algorithm >> 8), (byte)algorithm, .. hash];
    }

    private static (string Name, int Length)? CurveOf(ushort curve) => curve switch
    {
        0x0003 => ("P-256", 32),
        0x0004 => ("P-384", 48),
        0x0005 => ("P-521", 66),
        _ => null,
    };

    private static byte[] Padded(byte[] coordinate, int length) => [.. new byte[length - coordinate.Length], .. coordinate];

    private static byte[] Minimal(uint exponent)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, exponent);
        return octets.AsSpan().TrimStart((byte)0).ToArray();
    }
}
