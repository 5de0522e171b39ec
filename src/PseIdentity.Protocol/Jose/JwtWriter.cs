using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace PseIdentity.Protocol.Jose;

/// <summary>Writes signed JWTs in compact serialisation (RFC 7515 §7.1, RFC 7519 §7.1).</summary>
public static class JwtWriter
{
    // Letters stay as they are; characters that mean something to HTML are escaped, in case somebody shows the claims on a page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    [ThreadStatic]
    private static Scratch? scratch;

    /// <summary>Signs the claims and returns the token.</summary>
    /// <param name="key">The key; its <c>alg</c> and <c>kid</c> go into the header.</param>
    /// <param name="type"><c>typ</c>, such as <c>at+jwt</c> or <c>logout+jwt</c>; null leaves it out. One of a few constants: headers are kept.</param>
    /// <param name="state">What <paramref name="writeClaims"/> needs, so that it can be a static lambda.</param>
    /// <param name="writeClaims">Writes the members; the braces around them are written here.</param>
    public static string Sign<TState>(SigningKey key, string? type, TState state, Action<Utf8JsonWriter, TState> writeClaims) =>
        Sign((IJwsSigner)key, type, state, writeClaims);

    /// <summary>As above, with a shared secret.</summary>
    public static string Sign<TState>(MacKey key, string? type, TState state, Action<Utf8JsonWriter, TState> writeClaims) =>
        Sign((IJwsSigner)key, type, state, writeClaims);

    private static string Sign<TState>(IJwsSigner key, string? type, TState state, Action<Utf8JsonWriter, TState> writeClaims)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(writeClaims);

        // Taken out while in use: a callback that signs something itself gets its own.
        var mine = scratch ?? new Scratch();
        scratch = null;

        mine.Payload.ResetWrittenCount();
        mine.Writer.Reset();
        mine.Writer.WriteStartObject();
        writeClaims(mine.Writer, state);
        mine.Writer.WriteEndObject();
        mine.Writer.Flush();

        var token = Sign(key, key.HeaderFor(type), mine.Payload.WrittenSpan);
        scratch = mine.Payload.Capacity <= Scratch.Keep ? mine : null;
        return token;
    }

    internal static byte[] Header(string algorithm, string? keyId, string type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions with { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("alg"u8, algorithm);
            if (keyId is not null)
                writer.WriteString("kid"u8, keyId);
            if (type.Length > 0)
                writer.WriteString("typ"u8, type);
            writer.WriteEndObject();
        }
        return Encoding.ASCII.GetBytes(CanonicalBase64Url.Encode(buffer.WrittenSpan) + ".");
    }

    private static string Sign(IJwsSigner key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var signedLength = header.Length + Base64Url.GetEncodedLength(payload.Length);
        var length = signedLength + 1 + Base64Url.GetEncodedLength(key.SignatureLength);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        Span<byte> signature = stackalloc byte[key.SignatureLength];

        var token = buffer.AsSpan(0, length);
        header.CopyTo(token);
        Base64Url.EncodeToUtf8(payload, token[header.Length..]);
        key.Sign(token[..signedLength], signature);
        token[signedLength] = (byte)'.';
        Base64Url.EncodeToUtf8(signature, token[(signedLength + 1)..]);

        var text = Encoding.ASCII.GetString(token);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    private sealed class Scratch
    {
        public const int Keep = 64 * 1024;

        public Scratch() => Writer = new Utf8JsonWriter(Payload, WriterOptions);

        public ArrayBufferWriter<byte> Payload { get; } = new(1024);
        public Utf8JsonWriter Writer { get; }
    }
}
