using System.Text.Json;

namespace PseIdentity.Protocol.Jose;

/// <summary>A JSON Web Key Set (RFC 7517 §5). Keys that are not understood, too weak or malformed are left out, as the section asks.</summary>
public sealed class JwkSet
{
    /// <summary>More keys than a client needs while it rotates; each costs work whoever asks.</summary>
    public const int MostKeys = 20;

    private const int MostCandidates = 4;

    private JwkSet(IReadOnlyList<Jwk> keys) => Keys = keys;

    /// <summary>The keys that are understood, in their order.</summary>
    public IReadOnlyList<Jwk> Keys { get; }

    /// <summary>No keys at all.</summary>
    public static JwkSet Empty { get; } = new([]);

    /// <summary>Reads a document; null when it is not an object with an array <c>keys</c> of objects, 20 at most.</summary>
    public static JwkSet? TryParse(ReadOnlySpan<byte> utf8) => StrictJson.TryParseObject(utf8) is { } json ? TryParse(json) : null;

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte})"/>
    public static JwkSet? TryParse(JsonElement json)
    {
        if (json.Member("keys") is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() > MostKeys)
            return null;

        var keys = new List<Jwk>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                return null;
            if (Jwk.TryParse(item) is { } key)
                keys.Add(key);
        }
        return new JwkSet(keys);
    }

    /// <summary>
    /// The keys that may have made a signature: those that fit the algorithm, and have the <c>kid</c> when the header names one.
    /// There can be several, because nothing makes a <c>kid</c> unique (RFC 7517 §4.5) and a header need not have one; the caller tries each,
    /// (four at most, because a signature of nobody makes us try them all) or refuses more than one where its specification says so (OIDC Core §10.1: several keys, then <c>kid</c> is a must).
    /// </summary>
    /// <param name="kid">The header's <c>kid</c>, or null when it has none.</param>
    /// <param name="alg">The header's <c>alg</c>, which the caller has already found to be one it allows.</param>
    public IEnumerable<Jwk> Candidates(string? kid, string alg) =>
        SignatureAlgorithm.Find(alg) is { } algorithm
            ? Keys.Where(key => algorithm.Fits(key) && (kid is null || key.KeyId == kid)).Take(MostCandidates)
            : [];

    /// <summary>
    /// The key to encrypt to with this <c>alg</c> of a JWE: one that says it is for encryption (OpenID Connect Core §10.2), otherwise the first that does not
    /// say it is for anything else; null when there is none.
    /// </summary>
    public EncryptionKey? Recipient(string alg) =>
        Keys.Where(key => key.Use == "enc").Concat(Keys.Where(key => key.Use is null)).Select(key => EncryptionKey.Create(key, alg)).FirstOrDefault(key => key is not null);
}
