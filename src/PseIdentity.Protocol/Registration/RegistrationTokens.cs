using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Registration;

/// <summary>Initial and registration access tokens as they arrive (RFC 7591 §3, RFC 7592 §2): bearer tokens in the header, kept as their SHA-256.</summary>
internal static class RegistrationTokens
{
    public const string Missing = "registration.token_missing";

    /// <summary>The hash of the presented token, or null without one.</summary>
    public static byte[]? Find(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && header[scheme.Length..].Trim() is { Length: > 0 } token ? Hash(token) : null;
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static ProtocolException NeedsOne() => Refuse.InvalidToken(Missing, "An access token is needed.");

    public static ProtocolException Unknown(string? detail = null) =>
        Refuse.InvalidToken("registration.token", "The access token is not known, has expired or was used up.", detail);
}
