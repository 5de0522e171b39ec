using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary><c>RegistrationResponseJSON</c> (Web Authentication Level 3 §5.1); its copies of parts of the attestation object are not read.</summary>
internal sealed record RegistrationResponse(byte[] CredentialId, byte[] ClientData, byte[] AttestationObject, IReadOnlyList<string> Transports, bool? IsDiscoverable)
{
    // An attestation object of 64 KB, its copies and the client data, in base64url.
    private const int Longest = 256 * 1024;
    private const int MostTransports = 16;

    public static RegistrationResponse? Parse(string json)
    {
        if (CredentialJson.Parse(json, Longest) is not { } credential || CredentialJson.Bytes(credential.Response, "attestationObject") is not { } attestation)
            return null;

        // §5.2.1.1: transports are to be kept, also those that are not known yet. What is no word is left out: they are only advice.
        var transports = credential.Response.GetStrings("transports") ?? [];
        return new RegistrationResponse(
            credential.CredentialId, credential.ClientData, attestation,
            [.. transports.Where(IsWord).Distinct(StringComparer.Ordinal).Take(MostTransports)],
            credential.Extensions.GetObject("credProps")?.GetBoolean("rk"));
    }

    private static bool IsWord(string transport) =>
        transport.Length is > 0 and <= 32 && transport.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
