using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PseIdentity.Protocol.Jose;

/// <summary>What the header of an encrypted token says beside its algorithms.</summary>
/// <param name="ContentType"><c>cty</c>: <c>JWT</c> where the content is a signed token (RFC 7519 §5.2).</param>
/// <param name="Type"><c>typ</c>.</param>
/// <param name="Issuer">A copy of <c>iss</c>, for whoever has to route the token before decrypting it (RFC 7519 §5.3).</param>
/// <param name="Audience">A copy of <c>aud</c>.</param>
public sealed record JweHeader(string? ContentType, string? Type = null, string? Issuer = null, string? Audience = null);

/// <summary>What was in an encrypted token. That it was encrypted to us says nothing about who wrote it: the signature inside does.</summary>
public sealed record DecryptedJwe(JsonElement Header, byte[] Content)
{
    /// <summary>The signed token inside, still to be verified; null when the content is none. A JWE within a JWE is not opened: nesting ends here.</summary>
    public Jws? Token => Ascii.IsValid(Content) ? Jws.Parse(Encoding.ASCII.GetString(Content)) : null;
}

/// <summary>JSON Web Encryption in compact serialisation (RFC 7516 §3.1).</summary>
public static class Jwe
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Encrypts to the recipient (RFC 7516 §5.1).</summary>
    /// <param name="encryption">An <c>enc</c> value of <see cref="EncryptionAlgorithms.Content"/>.</param>
    public static string Encrypt(ReadOnlySpan<byte> content, EncryptionKey recipient, string encryption, JweHeader header)
    {
        var enc = ContentEncryption.Find(encryption) ?? throw new ArgumentException($"{encryption} is not an algorithm this provider encrypts with.", nameof(encryption));
        var (contentKey, encryptedKey, ephemeral) = recipient.Establish(enc);
        var protectedHeader = CanonicalBase64Url.Encode(Write(recipient, encryption, ephemeral, header));
        var (iv, ciphertext, tag) = enc.Encrypt(contentKey, content, Encoding.ASCII.GetBytes(protectedHeader));
        CryptographicOperations.ZeroMemory(contentKey);
        return string.Join('.', protectedHeader, CanonicalBase64Url.Encode(encryptedKey), CanonicalBase64Url.Encode(iv),
            CanonicalBase64Url.Encode(ciphertext), CanonicalBase64Url.Encode(tag));
    }

    /// <summary>The <c>kid</c> that a token names, to choose the key by; null when it is no JWE or names none.</summary>
    public static string? KeyIdOf(string compact, int maxLength = 32768) => Parts.TryRead(compact, maxLength)?.Header.GetString("kid");

    /// <summary>Decrypts (RFC 7516 §5.2). Null for every reason alike, because a sender who learns the reason learns the key (RFC 7516 §11.5).</summary>
    /// <param name="maxLength">Longest accepted, in characters. There is no compression, so the content is shorter still.</param>
    public static DecryptedJwe? Decrypt(string compact, DecryptionKey key, int maxLength = 32768)
    {
        if (Parts.TryRead(compact, maxLength) is not { } parts || parts.Header.GetString("alg") != key.Algorithm
            || ContentEncryption.Find(parts.Header.GetString("enc")) is not { } encryption)
            return null;

        // §11.5: a key that cannot be had is replaced by a random one, so that the refusal comes from the same place after the same work.
        var contentKey = key.Recover(parts.Header, parts.EncryptedKey, encryption) is { } recovered && recovered.Length == encryption.KeyLength
            ? recovered
            : RandomNumberGenerator.GetBytes(encryption.KeyLength);
        var content = encryption.Decrypt(contentKey, parts.Iv, parts.Ciphertext, parts.Tag, parts.Authenticated);
        CryptographicOperations.ZeroMemory(contentKey);
        return content is null ? null : new DecryptedJwe(parts.Header, content);
    }

    private static ReadOnlySpan<byte> Write(EncryptionKey recipient, string encryption, Jwk? ephemeral, JweHeader header)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("alg"u8, recipient.Algorithm);
            json.WriteString("enc"u8, encryption);
            foreach (var (name, value) in new[] { ("kid", recipient.Key.KeyId), ("typ", header.Type), ("cty", header.ContentType), ("iss", header.Issuer), ("aud", header.Audience) })
                if (value is not null)
                    json.WriteString(name, value);
            if (ephemeral is not null)
            {
                json.WritePropertyName("epk"u8);
                ephemeral.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan;
    }

    private sealed record Parts(JsonElement Header, byte[] Authenticated, byte[] EncryptedKey, byte[] Iv, byte[] Ciphertext, byte[] Tag)
    {
        public static Parts? TryRead(string compact, int maxLength)
        {
            // §7.1: five parts; (§9) three would be a JWS.
            if (compact.Length > maxLength || compact.AsSpan().Count('.') != 4)
                return null;
            var parts = compact.Split('.');
            if (!CanonicalBase64Url.TryDecode(parts[0], out var header) || !CanonicalBase64Url.TryDecode(parts[1], out var key)
                || !CanonicalBase64Url.TryDecode(parts[2], out var iv) || !CanonicalBase64Url.TryDecode(parts[3], out var ciphertext)
                || !CanonicalBase64Url.TryDecode(parts[4], out var tag) || StrictJson.TryParseObject(header) is not { } json)
                return null;

            // §4.1.13: extensions in crit must be understood, and we understand none. §4.1.3: zip is how a small token becomes a large one;
            // p2c (RFC 7518 §4.8.1.2) is how a token makes us compute.
            if (json.Has("crit") || json.Has("zip") || json.Has("p2c") || json.Has("b64"))
                return null;
            foreach (var name in (ReadOnlySpan<string>)["alg", "enc", "kid", "typ", "cty"])
                if (json.Has(name) && json.GetString(name) is null)
                    return null;
            return new Parts(json, Encoding.ASCII.GetBytes(parts[0]), key, iv, ciphertext, tag);
        }
    }
}
