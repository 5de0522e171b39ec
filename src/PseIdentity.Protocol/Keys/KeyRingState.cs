using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Keys;

/// <summary>What the ring knows at one moment. It never changes; a refresh replaces it whole, taking over the key objects that stay.</summary>
internal sealed class KeyRingState
{
    private readonly FrozenDictionary<string, SigningKey> signing;
    private readonly FrozenDictionary<string, VerificationKey> published;
    private readonly FrozenDictionary<string, VerificationKey> known;

    private KeyRingState(Dictionary<string, SigningKey> signing, List<VerificationKey> published, List<VerificationKey> known)
    {
        this.signing = signing.ToFrozenDictionary(StringComparer.Ordinal);
        this.published = published.ToFrozenDictionary(key => key.KeyId ?? "", StringComparer.Ordinal);
        this.known = known.ToFrozenDictionary(key => key.KeyId ?? "", StringComparer.Ordinal);
        Published = published;
        Jwks = Write(published);
        Version = CanonicalBase64Url.Encode(SHA256.HashData(Jwks).AsSpan(0, 12));
    }

    public static KeyRingState Empty { get; } = new([], [], []);

    public IReadOnlyList<VerificationKey> Published { get; }
    public byte[] Jwks { get; }
    public string Version { get; }
    public IEnumerable<SigningKey> SigningKeys => signing.Values;

    public static KeyRingState At(DateTimeOffset now, RotationCalendar calendar, SigningKeyOptions options, KeyRingState before)
    {
        var signing = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var algorithm in options.Algorithms)
        {
            if (calendar.Signing(algorithm, now) is { } key)
                signing[algorithm] = before.Signing(algorithm) is { } same && same.KeyId == key.Id ? same : Import(key);
        }

        var published = new List<VerificationKey>();
        var known = new List<VerificationKey>();

        // A database that came from a machine with Ed25519 to one without keeps its other keys.
        foreach (var stored in calendar.Keys.Where(stored => SignatureAlgorithms.Asymmetric.Contains(stored.Algorithm, StringComparer.Ordinal) && calendar.IsKnownForHints(stored, now)))
        {
            var key = before.Find(stored.Id, stored.Algorithm, alsoRetired: true) ?? Read(stored);
            known.Add(key);
            if (calendar.IsPublished(stored, now))
                published.Add(key);
        }
        return new KeyRingState(signing, published, known);
    }

    public SigningKey? Signing(string algorithm) => signing.GetValueOrDefault(algorithm);

    public VerificationKey? Find(string kid, string alg, bool alsoRetired) =>
        (alsoRetired ? known : published).TryGetValue(kid, out var key) && key.Algorithm == alg ? key : null;

    private static SigningKey Import(StoredSigningKey stored) => stored.PrivateKey is { } pkcs8
        ? SigningKey.FromPkcs8(stored.Algorithm, stored.Id, pkcs8)
        : throw new InvalidOperationException($"The signing key {stored.Id} has to sign, but its private part is erased.");

    private static VerificationKey Read(StoredSigningKey stored) =>
        StrictJson.TryParseObject(Encoding.UTF8.GetBytes(stored.PublicKey)) is { } json
        && Jwk.TryParse(json) is { } jwk
        && jwk.KeyId == stored.Id
        && VerificationKey.Create(jwk, stored.Algorithm) is { } key
            ? key
            : throw new InvalidOperationException($"The stored public part of signing key {stored.Id} cannot be read.");

    // OIDC Core §10.1: kid to choose by, use because the set might hold other keys one day, alg because each key has one.
    private static byte[] Write(IEnumerable<VerificationKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys"u8);
            foreach (var key in keys)
                key.Key.WriteTo(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
