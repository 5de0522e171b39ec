using System.Text.RegularExpressions;

namespace Demo.Processes;

/// <summary>Writes a program's output to its file, and what is a warning or worse to the console as well.</summary>
internal sealed partial class LogFile(string program, string path) : IDisposable
{
    private readonly StreamWriter file = new(path, append: false) { AutoFlush = true };
    private readonly Lock writing = new();

    public async Task CopyAsync(StreamReader output, bool isError)
    {
        var shown = isError;
        while (await output.ReadLineAsync() is { } line)
        {
            // A line that begins no entry belongs to the one before: exceptions and messages of several lines.
            if (Beginning().Match(line) is { Success: true } entry)
                shown = isError || entry.Groups["bad"].Success;

            lock (writing)
                file.WriteLine(line);
            if (shown && line.Length > 0)
                Console.Error.WriteLine($"{program}: {line}");
        }
    }

    public void Dispose() => file.Dispose();

    // The provider's lines ("12:00:00 WRN Category message") and those of ASP.NET Core's console ("warn: Category[1]").
    [GeneratedRegex("""^(?:\d\d:\d\d:\d\d\s(?:(?<bad>WRN|ERR|FTL)|VRB|DBG|INF)|(?:(?<bad>warn|fail|crit)|trce|dbug|info):)\s""")]
    private static partial Regex Beginning();
}
