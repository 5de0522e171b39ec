using System.Text.Json;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>
/// Our keys as providers read them (RFC 7517 §5). One algorithm for each <c>kid</c> (RFC 8725 §3.1): a provider that finds the key by its name
/// finds the algorithm with it.
/// </summary>
internal static class PublishedKeys
{
    private const string Encryption = "RSA-OAEP-256";

    /// <summary>What assertions can be signed with; the first that the provider announces is taken.</summary>
    public static IReadOnlyList<string> SigningAlgorithms { get; } = ["PS256", "RS256"];

    public static SigningKey Signing(FederationKey key, string algorithm) => SigningKey.FromPkcs8(algorithm, $"{key.Id}-{algorithm.ToLowerInvariant()}", key.PrivateKey);

    public static DecryptionKey Decryption(FederationKey key) => DecryptionKey.FromPkcs8(Encryption, key.Id + "-enc", key.PrivateKey);

    /// <summary>The members of a key set.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<FederationKey> keys)
    {
        json.WriteStartArray("keys");
        foreach (var key in keys)
        {
            foreach (var algorithm in SigningAlgorithms)
            {
                using var signing = Signing(key, algorithm);
                signing.PublicKey.WriteTo(json);
            }
            Decryption(key).PublicKey.WriteTo(json);
        }
        json.WriteEndArray();
    }
}
