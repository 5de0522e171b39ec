namespace PseIdentity.Protocol.Jose;

/// <summary>What an <c>alg</c> value of a JWE means (RFC 7518 §4): how the content encryption key reaches the recipient.</summary>
/// <param name="WrapLength">Octets of the key that wraps, for ECDH-ES with AES Key Wrap; 0 where the agreed key encrypts the content itself.</param>
/// <remarks>
/// Left out on purpose: RSA1_5 (a padding oracle waiting to happen, RFC 8725 §3.2), RSA-OAEP with SHA-1, <c>dir</c> and the symmetric ones (nobody shares
/// such a key with us), PBES2 (an iteration count chosen by a stranger).
/// </remarks>
internal sealed record KeyManagement(string Name, string KeyType, int WrapLength = 0)
{
    private static readonly KeyManagement[] Known =
    [
        new("RSA-OAEP-256", "RSA"), new("ECDH-ES", "EC"), new("ECDH-ES+A128KW", "EC", 16), new("ECDH-ES+A256KW", "EC", 32),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Name)];

    public static KeyManagement? Find(string? name) => Array.Find(Known, known => known.Name == name);

    /// <summary>Whether the key is of the type, and neither its <c>alg</c>, <c>use</c> nor <c>key_ops</c> speaks against encrypting to it.</summary>
    public bool Fits(Jwk key) => key.KeyType == KeyType && (key.Algorithm is null || key.Algorithm == Name) && key.MayEncrypt;
}
