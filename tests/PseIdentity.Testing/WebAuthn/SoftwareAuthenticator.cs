using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.WebAuthn;

/// <summary>
/// An authenticator and its browser in software: it makes a passkey and uses it, from the options that a page is given to the JSON that the page posts.
/// </summary>
public sealed class SoftwareAuthenticator(string origin = SoftwareAuthenticator.DefaultOrigin, int algorithm = -7) : IDisposable
{
    public const string DefaultOrigin = "https://id.bank.example";

    private byte[]? userHandle;

    public SoftwareKey Key { get; } = new(algorithm);

    public byte[] CredentialId { get; set; } = RandomNumberGenerator.GetBytes(32);

    public Guid Aaguid { get; set; } = new("12345678-9abc-def0-1234-56789abcdef0");

    /// <summary>Of the next use; 0 for one that does not count.</summary>
    public uint Counter { get; set; }

    /// <summary>What <c>navigator.credentials.create()</c> makes of the options.</summary>
    public string Create(string options, Action<AuthenticatorAnswer>? change = null)
    {
        using var json = JsonDocument.Parse(options);
        var answer = Answer(json.RootElement, "webauthn.create", json.RootElement.GetProperty("rp").GetProperty("id").GetString()!);
        answer.Flags |= AuthenticatorAnswer.HasCredential;
        answer.PublicKey = Key.Cose();
        change?.Invoke(answer);
        userHandle = CanonicalBase64Url.TryDecode(json.RootElement.GetProperty("user").GetProperty("id").GetString(), out var handle) ? handle : null;

        var clientData = answer.ClientDataJson();
        var data = answer.AuthenticatorData();
        var (format, statement) = answer.Attestation(new AttestedMaterial(answer, Key, data, SHA256.HashData(clientData)));
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString(format);
        writer.WriteTextString("attStmt");
        statement(writer);
        writer.WriteTextString("authData");
        writer.WriteByteString(data);
        writer.WriteEndMap();
        return Json(answer, new Dictionary<string, object?>
        {
            ["clientDataJSON"] = CanonicalBase64Url.Encode(clientData),
            ["attestationObject"] = CanonicalBase64Url.Encode(answer.Last(writer.Encode())),
            ["transports"] = new[] { "internal", "hybrid" },
        });
    }

    /// <summary>What <c>navigator.credentials.get()</c> makes of the options.</summary>
    public string Get(string options, Action<AuthenticatorAnswer>? change = null)
    {
        using var json = JsonDocument.Parse(options);
        var answer = Answer(json.RootElement, "webauthn.get", json.RootElement.GetProperty("rpId").GetString()!);
        answer.UserHandle = userHandle;
        change?.Invoke(answer);

        var clientData = answer.ClientDataJson();
        var data = answer.AuthenticatorData();
        return Json(answer, new Dictionary<string, object?>
        {
            ["clientDataJSON"] = CanonicalBase64Url.Encode(clientData),
            ["authenticatorData"] = CanonicalBase64Url.Encode(data),
            ["signature"] = CanonicalBase64Url.Encode(answer.Last(Key.Sign([.. data, .. SHA256.HashData(clientData)]))),
            ["userHandle"] = answer.UserHandle is null ? null : CanonicalBase64Url.Encode(answer.UserHandle),
        });
    }

    public void Dispose() => Key.Dispose();

    private AuthenticatorAnswer Answer(JsonElement options, string type, string rpId) => new()
    {
        Type = type,
        Challenge = options.GetProperty("challenge").GetString()!,
        Origin = origin,
        RpId = rpId,
        CredentialId = CredentialId,
        Aaguid = Aaguid,
        Counter = Counter,
    };

    private static string Json(AuthenticatorAnswer answer, Dictionary<string, object?> response)
    {
        var id = CanonicalBase64Url.Encode(answer.RawId ?? answer.CredentialId);
        return JsonSerializer.Serialize(new
        {
            id,
            rawId = id,
            type = answer.CredentialType,
            response,
            clientExtensionResults = new { credProps = new { rk = true } },
        });
    }
}
