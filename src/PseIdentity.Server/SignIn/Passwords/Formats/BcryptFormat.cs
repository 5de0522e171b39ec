using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>bcrypt as <c>$2a$</c>, <c>$2b$</c> and <c>$2y$</c>. It hears the first 72 bytes of a password, wherever it was made.</summary>
internal sealed partial class BcryptFormat : IPasswordFormat
{
    // A second of a core or so; each step doubles it.
    private const int HighestCost = 14;
    private const int DigestLength = 31;

    public HashReading? Read(string text)
    {
        if (!text.StartsWith("$2", StringComparison.Ordinal))
            return null;
        if (Shape().Match(text) is not { Success: true } match)
            return new HashReading.Unusable("is no hash of bcrypt: $2b$, a cost of two digits, $ and 53 characters.");
        if (int.Parse(match.Groups["cost"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) is < 4 or > HighestCost)
            return new HashReading.Unusable("would take too long to compare, or is no bcrypt: its cost is between 4 and 14.");
        return LibCrypt.IsThere ? new HashReading.Usable(text, password => Matches(text, password)) : new HashReading.Unusable(LibCrypt.Missing);
    }

    private static bool Matches(string text, string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        return !bytes.Contains((byte)0)
            && LibCrypt.Hash(bytes, text) is { } made && made.Length == text.Length
            // The digest alone: some writers leave other spare bits at the end of the salt.
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(made[^DigestLength..]), Encoding.ASCII.GetBytes(text[^DigestLength..]));
    }

    [GeneratedRegex(@"\A\$2[aby]\$(?<cost>[0-9]{2})\$[./A-Za-z0-9]{53}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
