using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>What <c>RegistrationResponseJSON</c> and <c>AuthenticationResponseJSON</c> (Web Authentication Level 3 §5.1) have in common.</summary>
internal sealed record CredentialJson(byte[] CredentialId, byte[] ClientData, JsonElement Response, JsonElement Extensions)
{
    /// <summary>Null unless it is an object with every member once, <c>type</c> is <c>public-key</c> and <c>id</c> and <c>rawId</c> say the same.</summary>
    /// <param name="longest">In characters.</param>
    public static CredentialJson? Parse(string json, int longest)
    {
        if (json.Length > longest || StrictJson.TryParseObject(Encoding.UTF8.GetBytes(json)) is not { } credential)
            return null;
        if (credential.GetString("type") != "public-key" || credential.GetString("id") is not { } id || credential.GetString("rawId") != id
            || credential.GetObject("response") is not { } response || credential.GetObject("clientExtensionResults") is not { } extensions)
            return null;
        return CanonicalBase64Url.TryDecode(id, out var credentialId) && Bytes(response, "clientDataJSON") is { } clientData
            ? new CredentialJson(credentialId, clientData, response, extensions)
            : null;
    }

    public static byte[]? Bytes(JsonElement json, string name) =>
        json.GetString(name) is { } text && CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : null;
}
