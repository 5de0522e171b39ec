using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tokens;

/// <summary>How a client wants one kind of answer: signed, encrypted, or both (OpenID Connect Registration §2, RFC 9701 §6).</summary>
public sealed record Protection(string? SignedAlg, string? EncryptedAlg, string? EncryptedEnc)
{
    public bool IsNone => SignedAlg is null && EncryptedAlg is null;

    public static Protection OfUserInfo(Client client) =>
        new(client.Metadata.UserinfoSignedResponseAlg, client.Metadata.UserinfoEncryptedResponseAlg, client.Metadata.UserinfoEncryptedResponseEnc);

    /// <summary>RFC 9701 §6: "The default, if omitted, is RS256."; FAPI 2.0 §5.4.1 knows no RS256, and ES256 is always there.</summary>
    public static Protection OfIntrospection(Client client) =>
        new(client.Metadata.IntrospectionSignedResponseAlg ?? (client.Profile.Allows("RS256") ? "RS256" : "ES256"),
            client.Metadata.IntrospectionEncryptedResponseAlg, client.Metadata.IntrospectionEncryptedResponseEnc);
}

/// <summary>Signs and encrypts answers for a client: first signed, then encrypted, so that the signature is part of what is hidden (RFC 7519 §11.2).</summary>
public sealed class ProtectedResponses(Issuer issuer, SigningKeyRing keys, ClientKeys clientKeys)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The ID token as this client takes it (OpenID Connect Core §2): a nested JWT, or as it was signed, which costs nothing.</summary>
    /// <exception cref="ProtocolException">invalid_request: no key of the client can be encrypted to.</exception>
    public ValueTask<string> IdTokenAsync(Client client, string idToken, CancellationToken ct) =>
        client.Metadata.IdTokenEncryptedResponseAlg is { } algorithm
            ? NestAsync(client, algorithm, client.Metadata.IdTokenEncryptedResponseEnc, idToken, ct)
            : new(idToken);

    /// <summary>An answer as a JWT; a signed one gets <c>iss</c> and <c>aud</c>.</summary>
    /// <param name="type"><c>typ</c> of the signed token; null leaves it out.</param>
    /// <exception cref="ProtocolException">invalid_request: no key of the client can be encrypted to.</exception>
    public ValueTask<string> ProtectAsync<TState>(
        Client client, Protection protection, string? type, TState state, Action<Utf8JsonWriter, TState> writeClaims, CancellationToken ct)
    {
        if (protection.SignedAlg is not { } signing)
            return EncryptAsync(client, protection.EncryptedAlg ?? throw new ArgumentException("Nothing is to be protected.", nameof(protection)),
                protection.EncryptedEnc, Write(state, writeClaims), null, ct);

        var signed = JwtWriter.Sign(keys.Current(signing), type, (issuer, client, state, writeClaims), static (json, s) =>
        {
            json.WriteString("iss"u8, s.issuer.Value);
            json.WriteString("aud"u8, s.client.Id);
            s.writeClaims(json, s.state);
        });
        return protection.EncryptedAlg is { } algorithm ? NestAsync(client, algorithm, protection.EncryptedEnc, signed, ct) : new(signed);
    }

    /// <summary>A signed token, encrypted to the client (RFC 7519 §5.2: <c>cty</c> is <c>JWT</c>).</summary>
    /// <param name="encryption">What is registered; null means the default.</param>
    /// <exception cref="ProtocolException">invalid_request: no key of the client can be encrypted to.</exception>
    public ValueTask<string> NestAsync(Client client, string algorithm, string? encryption, string token, CancellationToken ct) =>
        EncryptAsync(client, algorithm, encryption, Encoding.ASCII.GetBytes(token), "JWT", ct);

    private async ValueTask<string> EncryptAsync(Client client, string algorithm, string? encryption, byte[] content, string? contentType, CancellationToken ct)
    {
        var recipient = await clientKeys.FindRecipientAsync(client, algorithm, ct)
            ?? throw Refuse.InvalidRequest("client.no_encryption_key", "The client registered an encrypted answer and has no key to encrypt it to.", $"{client.Id} has no key for {algorithm}");
        return Jwe.Encrypt(content, recipient, encryption ?? EncryptionAlgorithms.DefaultContent, new JweHeader(contentType, null, issuer.Value, client.Id));
    }

    private static byte[] Write<TState>(TState state, Action<Utf8JsonWriter, TState> writeClaims)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            writeClaims(json, state);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
