namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>Writes <c>PublicKeyCredentialRequestOptionsJSON</c> (Web Authentication Level 3 §5.1.9, §5.5).</summary>
internal static class RequestOptions
{
    public static string Write(
        PasskeyScope scope, string challenge, IReadOnlyList<PasskeyDescriptor> allowed, UserVerification verification,
        IReadOnlyList<string> hints, PasskeyOptions options) => OptionsWriter.Write(json =>
    {
        json.WriteString("challenge"u8, challenge);
        json.WriteTimeout(options);
        json.WriteString("rpId"u8, scope.RpId);
        json.WriteDescriptors("allowCredentials", allowed);
        json.WriteString("userVerification"u8, OptionsWriter.Word(verification));
        json.WriteStrings("hints", hints);
    });
}
