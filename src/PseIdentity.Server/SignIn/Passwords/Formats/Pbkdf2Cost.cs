using System.Globalization;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>What a hash of PBKDF2 (RFC 8018 §5.2) may cost: a file must not be able to hold up sign-ins.</summary>
internal static class Pbkdf2Cost
{
    public const int ShortestSalt = 8;
    public const int ShortestKey = 16;

    /// <summary>A second or two of a core.</summary>
    public const int MostIterations = 2_000_000;

    private const int Longest = 128;

    /// <summary>What is wrong with these sizes, or null.</summary>
    /// <param name="digest">Bytes of the hash function: each block of the key costs all iterations again.</param>
    public static string? Problem(long iterations, int salt, int key, int digest)
    {
        if (iterations < 1 || salt is < ShortestSalt or > Longest || key is < ShortestKey or > Longest)
            return string.Create(CultureInfo.InvariantCulture, $"is out of shape: it has at least one iteration, a salt of {ShortestSalt} to {Longest} bytes and a hash of {ShortestKey} to {Longest}.");
        var blocks = (key + digest - 1) / digest;
        return iterations > MostIterations / blocks
            ? string.Create(CultureInfo.InvariantCulture, $"would take too long to compare: at most {MostIterations / blocks:N0} iterations.")
            : null;
    }
}
