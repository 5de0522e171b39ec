namespace PseIdentity.Protocol.Jose;

/// <summary>What tokens can be encrypted with, for discovery and the rules of client metadata.</summary>
public static class EncryptionAlgorithms
{
    /// <summary><c>alg</c> values (RFC 7518 §4.1).</summary>
    public static IReadOnlyList<string> KeyManagement => Jose.KeyManagement.Names;

    /// <summary><c>enc</c> values (RFC 7518 §5.1).</summary>
    public static IReadOnlyList<string> Content => ContentEncryption.Names;

    /// <summary>What <c>…_encrypted_response_enc</c> means where only <c>…_alg</c> is registered (OpenID Connect Registration §2).</summary>
    public const string DefaultContent = "A128CBC-HS256";
}
