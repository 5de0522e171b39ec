namespace PseIdentity.Protocol.Jose;

/// <summary>
/// The algorithms that this provider signs with, and those that it takes signatures of clients in (the contract's list). Settings, discovery and the rules of
/// client metadata all read it here.
/// </summary>
public static class SignatureAlgorithms
{
    /// <summary>RS256, PS256, ES256 and, where the system's libcrypto has Ed25519, EdDSA.</summary>
    public static IReadOnlyList<string> Asymmetric { get; } = Ed25519.IsSupported ? ["RS256", "PS256", "ES256", "EdDSA"] : ["RS256", "PS256", "ES256"];

    /// <summary>What clients sign with: the same, and Ed25519 by its fully specified name (RFC 9864 §2.2), which not every verifier of ours would know.</summary>
    public static IReadOnlyList<string> OfClients { get; } = Ed25519.IsSupported ? [.. Asymmetric, "Ed25519"] : Asymmetric;

    /// <summary>What providers upstream sign with: every public key signature known here. Their keys are theirs to choose.</summary>
    public static IReadOnlyList<string> OfProviders => SignatureAlgorithm.Names;

    /// <summary>What a client may authenticate a message with by its secret (RFC 7518 §3.2).</summary>
    public static IReadOnlyList<string> Symmetric { get; } = ["HS256", "HS384", "HS512"];
}
