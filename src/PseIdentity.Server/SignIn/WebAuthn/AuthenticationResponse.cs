using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary><c>AuthenticationResponseJSON</c> (Web Authentication Level 3 §5.1).</summary>
internal sealed record AuthenticationResponse(byte[] CredentialId, byte[] ClientData, byte[] AuthenticatorData, byte[] Signature, byte[]? UserHandle)
{
    private const int Longest = 64 * 1024;

    public static AuthenticationResponse? Parse(string json)
    {
        if (CredentialJson.Parse(json, Longest) is not { } credential
            || CredentialJson.Bytes(credential.Response, "authenticatorData") is not { } data
            || CredentialJson.Bytes(credential.Response, "signature") is not { } signature)
            return null;

        // userHandle is there or not; some browsers write null or nothing at all for an authenticator that gave none.
        var userHandle = CredentialJson.Bytes(credential.Response, "userHandle");
        if (userHandle is null && credential.Response.Member("userHandle") is { ValueKind: not System.Text.Json.JsonValueKind.Null })
            return null;
        return new AuthenticationResponse(credential.CredentialId, credential.ClientData, data, signature, userHandle is [] ? null : userHandle);
    }
}
