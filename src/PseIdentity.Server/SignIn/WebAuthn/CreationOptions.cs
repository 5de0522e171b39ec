using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>Writes <c>PublicKeyCredentialCreationOptionsJSON</c> (Web Authentication Level 3 §5.1.8, §5.4).</summary>
internal static class CreationOptions
{
    public static string Write(
        PasskeyScope scope, string challenge, byte[] userHandle, PasskeyPerson person, IReadOnlyList<PasskeyDescriptor> existing,
        UserVerification verification, CreationWishes wishes, PasskeyOptions options) => OptionsWriter.Write(json =>
    {
        json.WriteStartObject("rp"u8);
        json.WriteString("id"u8, scope.RpId);
        json.WriteString("name"u8, person.Service);
        json.WriteEndObject();

        json.WriteStartObject("user"u8);
        json.WriteString("id"u8, CanonicalBase64Url.Encode(userHandle));
        json.WriteString("name"u8, person.Name);
        json.WriteString("displayName"u8, person.DisplayName);
        json.WriteEndObject();

        json.WriteString("challenge"u8, challenge);

        // "ordered from most preferred to least preferred".
        json.WriteStartArray("pubKeyCredParams"u8);
        foreach (var algorithm in CoseAlgorithm.Offered)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "public-key"u8);
            json.WriteNumber("alg"u8, algorithm);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteTimeout(options);
        json.WriteDescriptors("excludeCredentials", existing);
        WriteSelection(json, verification, wishes);
        json.WriteStrings("hints", wishes.Hints);
        json.WriteString("attestation"u8, Word(options.Attestation));

        json.WriteStartObject("extensions"u8);
        json.WriteBoolean("credProps"u8, true);
        json.WriteEndObject();
    });

    private static void WriteSelection(Utf8JsonWriter json, UserVerification verification, CreationWishes wishes)
    {
        json.WriteStartObject("authenticatorSelection"u8);
        if (wishes.Attachment is not null)
            json.WriteString("authenticatorAttachment"u8, wishes.Attachment);
        json.WriteString("residentKey"u8, wishes.MustBeDiscoverable ? "required"u8 : "preferred"u8);

        // §5.4.4: "It SHOULD be set to true if, and only if, residentKey is set to required"; Level 1 browsers read nothing else.
        json.WriteBoolean("requireResidentKey"u8, wishes.MustBeDiscoverable);
        json.WriteString("userVerification"u8, OptionsWriter.Word(verification));
        json.WriteEndObject();
    }

    private static string Word(AttestationConveyance conveyance) => conveyance switch
    {
        AttestationConveyance.Indirect => "indirect",
        AttestationConveyance.Direct => "direct",
        AttestationConveyance.Enterprise => "enterprise",
        _ => "none",
    };
}
