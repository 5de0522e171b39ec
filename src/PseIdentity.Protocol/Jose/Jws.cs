using System.Text;
using System.Text.Json;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// A JWS in compact serialisation (RFC 7515 §3.1) with a JSON object as payload, read strictly and not yet believed: nothing in it counts before
/// <see cref="IsSignedBy"/> answered true for a key that the caller found <em>itself</em>. Keys in or linked from the header (<c>jwk</c>,
/// <c>jku</c>, <c>x5c</c>, <c>x5u</c>) are never followed.
/// </summary>
public sealed class Jws
{
    private readonly string compact;
    private readonly int signedLength;
    private readonly byte[] signature;

    private Jws(string compact, int signedLength, byte[] signature, JsonElement header, JsonElement payload, string algorithm)
    {
        this.compact = compact;
        this.signedLength = signedLength;
        this.signature = signature;
        Header = header;
        Payload = payload;
        Algorithm = algorithm;
    }

    /// <summary>The JOSE header.</summary>
    public JsonElement Header { get; }

    /// <summary>The claims.</summary>
    public JsonElement Payload { get; }

    /// <summary><c>alg</c>, as it came; whether it is allowed is the caller's question, asked before a key is sought.</summary>
    public string Algorithm { get; }

    /// <summary><c>kid</c>.</summary>
    public string? KeyId => Header.GetString("kid");

    /// <summary><c>typ</c>, as it came; compare with <see cref="IsType"/>.</summary>
    public string? Type => Header.GetString("typ");

    /// <summary>Reads a token; null for anything that is not exactly a compact JWS with JSON objects for header and payload.</summary>
    /// <param name="compact">The token, nothing around it.</param>
    /// <param name="maxLength">Longest accepted, in characters; it bounds what a stranger can make us parse.</param>
    public static Jws? Parse(string compact, int maxLength = 16384)
    {
        if (compact.Length > maxLength)
            return null;

        // RFC 7515 §5.2 step 1: two dots. (RFC 7516 §9: five parts would be a JWE, which is not read here.)
        var text = compact.AsSpan();
        var afterHeader = text.IndexOf('.');
        var afterPayload = text.LastIndexOf('.');
        if (afterHeader == afterPayload || text[(afterHeader + 1)..afterPayload].Contains('.'))
            return null;

        if (!CanonicalBase64Url.TryDecode(text[..afterHeader], out var headerBytes)
            || !CanonicalBase64Url.TryDecode(text[(afterHeader + 1)..afterPayload], out var payloadBytes)
            || !CanonicalBase64Url.TryDecode(text[(afterPayload + 1)..], out var signature))
            return null;

        if (StrictJson.TryParseObject(headerBytes) is not { } header || header.GetString("alg") is not { } algorithm)
            return null;

        // §4.1.11: extensions listed in crit must be understood, and we understand none. b64 (RFC 7797) and zip change what is signed or read.
        if (header.Has("crit") || header.Has("b64") || header.Has("zip"))
            return null;

        // §4.1.4, §4.1.9: both are strings.
        if ((header.Has("kid") && header.GetString("kid") is null) || (header.Has("typ") && header.GetString("typ") is null))
            return null;

        return StrictJson.TryParseObject(payloadBytes) is { } payload
            ? new Jws(compact, afterPayload, signature, header, payload, algorithm)
            : null;
    }

    /// <summary>
    /// Whether <c>typ</c> names this media type (RFC 7515 §4.1.9: letters of either case, <c>application/</c> may be left out).
    /// A token without <c>typ</c> is of no type (RFC 8725 §3.11).
    /// </summary>
    /// <param name="mediaType">Without <c>application/</c>, such as <c>at+jwt</c>.</param>
    public bool IsType(string mediaType)
    {
        const string Prefix = "application/";
        var type = Type.AsSpan();
        if (type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            type = type[Prefix.Length..];
        return type.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Whether the key made the signature with the algorithm the header names. The key decides the algorithm, the header only agrees or not
    /// (RFC 8725 §3.1), so that neither <c>none</c> nor an HMAC over a public key can pass.
    /// </summary>
    public bool IsSignedBy(VerificationKey key) =>
        string.Equals(key.Algorithm, Algorithm, StringComparison.Ordinal)
        && key.Verify(Encoding.ASCII.GetBytes(compact, 0, signedLength), signature);

    /// <summary>Whether the shared secret authenticates it, with the algorithm the header names. Only a secret can be asked here, never a public key.</summary>
    public bool IsAuthenticatedBy(MacKey key) =>
        string.Equals(key.Algorithm, Algorithm, StringComparison.Ordinal)
        && key.Verify(Encoding.ASCII.GetBytes(compact, 0, signedLength), signature);
}
