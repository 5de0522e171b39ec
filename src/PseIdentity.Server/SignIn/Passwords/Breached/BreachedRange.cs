using System.Text;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Server.SignIn.Passwords.Breached;

/// <summary>
/// A service that answers the first five digits of a SHA-1 with all it has under them, as Have I Been Pwned does:
/// it learns one of a million ranges, never the password or its hash (k-anonymity).
/// </summary>
internal sealed partial class BreachedRange : IDisposable
{
    private const int PrefixLength = 5;

    // A range of the public service has some 80 KB, and padding on top.
    private const int LongestAnswer = 1024 * 1024;

    private static readonly KeyValuePair<string, string>[] Headers =
    [
        new("User-Agent", "PseIdentity"),
        // The length of the answer would tell whoever watches the line which range it was.
        new("Add-Padding", "true"),
    ];

    private readonly string address;
    private readonly GuardedHttp http;
    private readonly ILogger log;

    public BreachedRange(string url, TimeSpan timeout, OutboundOptions outbound, TimeProvider clock, ILoggerFactory logs)
    {
        address = url.EndsWith('/') ? url : url + "/";
        log = logs.CreateLogger<BreachedRange>();
        var own = new OutboundOptions { Timeout = timeout, LongestAnswer = LongestAnswer, FetchesPerHostAndMinute = outbound.FetchesPerMinute, FetchesPerMinute = outbound.FetchesPerMinute };
        foreach (var host in outbound.AllowedHosts)
            own.AllowedHosts.Add(host);
        http = new GuardedHttp(Options.Create(own), clock, logs.CreateLogger<GuardedHttp>());
    }

    /// <param name="hash">40 hexadecimal digits, upper case.</param>
    public async Task<BreachOutcome> LookUpAsync(string hash, CancellationToken ct)
    {
        if (await http.GetAsync(address + hash[..PrefixLength], Headers, ct) is not { } answer)
        {
            NotAsked(log);
            return BreachOutcome.Unknown;
        }
        return Holds(answer, hash[PrefixLength..]) ? BreachOutcome.Found : BreachOutcome.NotFound;
    }

    public void Dispose() => http.Dispose();

    /// <summary>Whether one of the lines, <c>suffix:count</c>, has this suffix; a count of zero is padding.</summary>
    internal static bool Holds(ReadOnlySpan<byte> answer, string suffix)
    {
        foreach (var line in Encoding.ASCII.GetString(answer).AsSpan().EnumerateLines())
            if (line.Length > suffix.Length + 1 && line[suffix.Length] == ':' && line.StartsWith(suffix, StringComparison.OrdinalIgnoreCase))
                return line[(suffix.Length + 1)..].Trim() is not "0";
        return false;
    }

    [LoggerMessage(3105, LogLevel.Warning, "The service of breached passwords did not answer, so a new password was accepted without it.")]
    private static partial void NotAsked(ILogger log);
}
