using System.Security.Cryptography;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>COSE algorithm identifiers (RFC 9053 §2, RFC 8230 §2, RFC 8812 §2) and the names that JOSE has for the same signatures.</summary>
internal static class CoseAlgorithm
{
    public const int Es256 = -7;
    public const int EdDsa = -8;
    public const int Es384 = -35;
    public const int Es512 = -36;
    public const int Ps256 = -37;
    public const int Rs256 = -257;

    /// <summary>What new passkeys may sign with, the best first: short keys and signatures that every authenticator has, then the others.</summary>
    public static IReadOnlyList<int> Offered { get; } =
        SignatureAlgorithms.Asymmetric.Contains("EdDSA") ? [Es256, EdDsa, Es384, Es512, Ps256, Rs256] : [Es256, Es384, Es512, Ps256, Rs256];

    /// <summary>Null for an algorithm that is not used here; SHA-1 (-65535) is one.</summary>
    public static string? JoseName(long? algorithm) => algorithm switch
    {
        Es256 => "ES256",
        EdDsa => "EdDSA",
        Es384 => "ES384",
        Es512 => "ES512",
        Ps256 => "PS256",
        Rs256 => "RS256",
        _ => null,
    };

    /// <summary>The digest that the algorithm signs.</summary>
    public static byte[] Hash(long algorithm, ReadOnlySpan<byte> data) => algorithm switch
    {
        Es384 => SHA384.HashData(data),
        Es512 or EdDsa => SHA512.HashData(data),
        _ => SHA256.HashData(data),
    };
}
