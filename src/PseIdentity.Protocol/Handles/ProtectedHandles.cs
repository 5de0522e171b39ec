using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.DataProtection;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Handles;

/// <summary>
/// Opaque strings that carry their own content, encrypted and authenticated: codes, refresh tokens, pending requests, page state.
/// A handle has one spelling: anything that is not canonical base64url is refused, or one code could be redeemed under two strings.
/// </summary>
/// <remarks>One instance per kind; the kind is part of the key, so a refresh token is never a code.</remarks>
public sealed class ProtectedHandles<T>(IDataProtectionProvider protection, string kind, JsonTypeInfo<T> json) where T : class
{
    private readonly IDataProtector protector = protection.CreateProtector("PseIdentity.Handles", kind);

    public string Protect(T content) =>
        CanonicalBase64Url.Encode(protector.Protect(JsonSerializer.SerializeToUtf8Bytes(content, json)));

    /// <summary>The content, or null when the handle is not ours, was changed, or is spelled in any other way than we spelled it.</summary>
    public T? Read(string? handle)
    {
        if (string.IsNullOrEmpty(handle) || handle.Length > 8192 || !CanonicalBase64Url.TryDecode(handle, out var bytes))
            return null;
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(bytes), json);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
