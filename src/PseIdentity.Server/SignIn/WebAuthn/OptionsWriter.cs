using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>The parts that both kinds of options have.</summary>
internal static class OptionsWriter
{
    public static string Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary><c>PublicKeyCredentialDescriptorJSON</c>.</summary>
    public static void WriteDescriptors(this Utf8JsonWriter json, string name, IReadOnlyList<PasskeyDescriptor> passkeys)
    {
        json.WriteStartArray(name);
        foreach (var passkey in passkeys)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "public-key"u8);
            json.WriteString("id"u8, CanonicalBase64Url.Encode(passkey.CredentialId));
            if (passkey.Transports.Count > 0)
                json.WriteStrings("transports", passkey.Transports);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>§15.1 recommends 5 to 10 minutes; a challenge that is not accepted any more need not be waited for.</summary>
    public static void WriteTimeout(this Utf8JsonWriter json, PasskeyOptions options) => json.WriteNumber("timeout"u8, (long)options.ChallengeLifetime.TotalMilliseconds);

    public static string Word(UserVerification verification) => verification == UserVerification.Required ? "required" : "preferred";
}
