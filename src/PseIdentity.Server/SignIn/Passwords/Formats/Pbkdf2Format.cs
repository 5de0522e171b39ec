using System.Globalization;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary><c>{PBKDF2-SHA512}iterations$salt$hash</c>, the last two in base64; stored as ASP.NET Core Identity writes the same thing.</summary>
internal sealed class Pbkdf2Format : IPasswordFormat
{
    private const string Prefix = "{PBKDF2-SHA512}";
    private const int Shortest = 16;
    private static readonly IdentityFormat Identity = new();

    public HashReading? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        if (text[Prefix.Length..].Split('$') is not [var count, var saltText, var keyText]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || Decode(saltText) is not { Length: >= Shortest } salt || Decode(keyText) is not { Length: >= Shortest } key)
            return new HashReading.Unusable("is no {PBKDF2-SHA512}iterations$salt$hash in base64 with a salt and a hash of 16 bytes or more.");
        return Identity.Read(IdentityFormat.Write(iterations, salt, key));
    }

    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
