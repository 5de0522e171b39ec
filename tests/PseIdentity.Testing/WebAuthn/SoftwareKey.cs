using System.Formats.Cbor;
using System.Security.Cryptography;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.WebAuthn;

/// <summary>A key pair as authenticators have them, for each algorithm, with its COSE_Key (RFC 9053 §7) and signatures (Web Authentication Level 3 §6.5.5).</summary>
public sealed class SoftwareKey : IDisposable
{
    private readonly ECDsa? ec;
    private readonly RSA? rsa;
    private readonly Ed25519? ed;

    public SoftwareKey(int algorithm = -7)
    {
        Algorithm = algorithm;
        switch (algorithm)
        {
            case -7 or -35 or -36:
                ec = ECDsa.Create(algorithm switch { -7 => ECCurve.NamedCurves.nistP256, -35 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
                break;
            case -8:
                ed = Ed25519.FromPkcs8(Ed25519.GeneratePkcs8());
                break;
            default:
                rsa = RSA.Create(2048);
                break;
        }
    }

    public int Algorithm { get; }

    /// <summary>For certificates; not for Ed25519.</summary>
    public AsymmetricAlgorithm Pair => (AsymmetricAlgorithm?)ec ?? rsa ?? throw new NotSupportedException();

    public ECParameters Point => ec!.ExportParameters(false);

    public byte[] Cose(Action<SortedDictionary<int, object>>? change = null)
    {
        var members = new SortedDictionary<int, object> { [3] = Algorithm };
        if (ec is not null)
        {
            var point = ec.ExportParameters(false).Q;
            (members[1], members[-1], members[-2], members[-3]) = (2, Algorithm switch { -7 => 1, -35 => 2, _ => 3 }, point.X!, point.Y!);
        }
        else if (ed is not null)
        {
            (members[1], members[-1], members[-2]) = (1, 6, ed.PublicKey());
        }
        else
        {
            var numbers = rsa!.ExportParameters(false);
            (members[1], members[-1], members[-2]) = (3, numbers.Modulus!, numbers.Exponent!);
        }
        change?.Invoke(members);

        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(members.Count);
        foreach (var (label, value) in members)
        {
            writer.WriteInt32(label);
            if (value is byte[] octets)
                writer.WriteByteString(octets);
            else
                writer.WriteInt32((int)value);
        }
        writer.WriteEndMap();
        return writer.Encode();
    }

    public byte[] Sign(byte[] data)
    {
        if (ec is not null)
            return ec.SignData(data, Algorithm switch { -7 => HashAlgorithmName.SHA256, -35 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 }, DSASignatureFormat.Rfc3279DerSequence);
        if (rsa is not null)
            return rsa.SignData(data, HashAlgorithmName.SHA256, Algorithm == -37 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        var signature = new byte[64];
        ed!.Sign(data, signature);
        return signature;
    }

    public void Dispose()
    {
        ec?.Dispose();
        rsa?.Dispose();
        ed?.Dispose();
    }
}
