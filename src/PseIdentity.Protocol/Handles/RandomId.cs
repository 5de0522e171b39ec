using System.Buffers.Text;
using System.Security.Cryptography;

namespace PseIdentity.Protocol.Handles;

/// <summary>Unguessable names.</summary>
public static class RandomId
{
    /// <summary>128 random bits, base64url: 22 characters.</summary>
    public static string Of128Bits() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>256 random bits, base64url: 43 characters.</summary>
    public static string Of256Bits() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>512 random bits, base64url: 86 characters, enough for every MAC.</summary>
    public static string Of512Bits() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));
}
