using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PseIdentity.Server.SignIn.Passwords.Breached;

/// <summary>A sorted file of SHA-1 hashes, searched where it lies: some thirty reads in forty gigabytes.</summary>
internal sealed partial class BreachedFile(string path, ILogger<BreachedFile> log)
{
    public const int ShortestPrefix = 16;
    private const int LongestLine = 128;
    private const byte LineFeed = (byte)'\n';
    private static readonly System.Buffers.SearchValues<byte> Hexadecimal = System.Buffers.SearchValues.Create("0123456789ABCDEFabcdef"u8);

    /// <param name="hash">40 hexadecimal digits, upper case.</param>
    public BreachOutcome LookUp(string hash)
    {
        try
        {
            // Opened each time, so that the file can be replaced while the program runs.
            using var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
            return Search(file, hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            NotSearched(log, e.Message);
            return BreachOutcome.Unknown;
        }
    }

    /// <summary>What is wrong with the file, or null.</summary>
    public static string? Problem(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return RandomAccess.GetLength(file) == 0 || LineAt(file, 0).Digits is null
                ? "is no list of SHA-1 hashes: each line begins with 16 to 40 hexadecimal digits, and the lines are sorted."
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "cannot be read.";
        }
    }

    private static BreachOutcome Search(SafeFileHandle file, string hash)
    {
        // The line that is looked for, if there is one, begins at low or later, and before high.
        var (low, high) = (0L, RandomAccess.GetLength(file));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var start = StartOfLine(file, middle, low);
            var line = LineAt(file, start);
            if (line.Digits is not { } digits)
                throw new InvalidDataException($"At byte {start} there is no line of a hash.");
            var order = string.Compare(hash[..digits.Length], digits, StringComparison.OrdinalIgnoreCase);
            if (order == 0)
                return BreachOutcome.Found;
            (low, high) = order < 0 ? (low, start) : (line.End, high);
        }
        return BreachOutcome.NotFound;
    }

    private static long StartOfLine(SafeFileHandle file, long position, long least)
    {
        Span<byte> before = stackalloc byte[LongestLine];
        var from = Math.Max(least, position - LongestLine);
        var read = RandomAccess.Read(file, before[..(int)(position - from)], from);
        return before[..read].LastIndexOf(LineFeed) is >= 0 and var at ? from + at + 1
            : from == least ? least
            : throw new InvalidDataException($"Around byte {position} there is a line of more than {LongestLine} bytes.");
    }

    private static (string? Digits, long End) LineAt(SafeFileHandle file, long start)
    {
        Span<byte> buffer = stackalloc byte[LongestLine];
        var read = buffer[..RandomAccess.Read(file, buffer, start)];
        var end = read.IndexOf(LineFeed);
        var line = end < 0 ? read : read[..end];
        var length = line.IndexOfAnyExcept(Hexadecimal) is >= 0 and var other ? other : line.Length;
        return (length is >= ShortestPrefix and <= 40 ? Encoding.ASCII.GetString(line[..length]) : null, start + (end < 0 ? read.Length : end + 1));
    }

    [LoggerMessage(3104, LogLevel.Warning, "The file of breached passwords could not be searched, so a new password was accepted without it: {Reason}")]
    private static partial void NotSearched(ILogger log, string reason);
}
