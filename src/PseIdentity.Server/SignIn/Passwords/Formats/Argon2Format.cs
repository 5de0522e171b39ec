using System.Globalization;
using System.Text.RegularExpressions;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>Argon2 (RFC 9106) in PHC string form: <c>$argon2id$v=19$m=19456,t=2,p=1$salt$tag</c>.</summary>
internal sealed partial class Argon2Format : IPasswordFormat
{
    // What one compare may take: 256 MiB for its time, and no more than a second or two of a core.
    private const int MostMemory = 256 * 1024;
    private const long MostWork = 2 * 1024 * 1024;
    private const int MostLanes = 16;

    public HashReading? Read(string text)
    {
        if (!text.StartsWith("$argon2", StringComparison.Ordinal))
            return null;
        if (Parse(text) is not { } cost)
            return new HashReading.Unusable("is no hash of Argon2: $argon2id$v=19$m=…,t=…,p=…$salt$tag, the last two in base64 without padding.");
        if (cost.Memory > MostMemory || (long)cost.Memory * cost.Passes > MostWork || cost.Lanes > MostLanes || cost.Memory < 8 * cost.Lanes)
            return new HashReading.Unusable("would take too much memory or time to compare: m is at most 262144 (KiB), m times t at most 2097152, p at most 16.");
        return LibArgon2.IsThere ? new HashReading.Usable(text, password => LibArgon2.Verify(text, password, cost.Type)) : new HashReading.Unusable(LibArgon2.Missing);
    }

    /// <summary>Whether it is Argon2id of the current version with these parameters or more.</summary>
    public static bool IsAtLeast(string text, int memory, int passes) =>
        text.StartsWith("$argon2id$v=19$", StringComparison.Ordinal) && Parse(text) is { } cost && cost.Memory >= memory && cost.Passes >= passes;

    private static (Argon2Type Type, int Memory, int Passes, int Lanes)? Parse(string text) =>
        Shape().Match(text) is { Success: true } match
        && Number(match, "m") is { } memory && Number(match, "t") is { } passes && Number(match, "p") is { } lanes && passes > 0 && lanes > 0
            ? (match.Groups["type"].Value switch { "id" => Argon2Type.Id, "i" => Argon2Type.I, _ => Argon2Type.D }, memory, passes, lanes)
            : null;

    private static int? Number(Match match, string name) =>
        int.TryParse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // The lengths bound what the tag can be; 8 bytes of salt are the least that RFC 9106 §3.1 has in mind.
    [GeneratedRegex(@"\A\$argon2(?<type>id|i|d)\$v=(?:16|19)\$m=(?<m>[0-9]{1,9}),t=(?<t>[0-9]{1,9}),p=(?<p>[0-9]{1,4})\$[A-Za-z0-9+/]{11,88}\$[A-Za-z0-9+/]{22,88}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
