using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.Framework;

namespace PseIdentity.Testing.Fuzzing;

/// <summary>
/// Feeds a parser of outside input with mutations of valid inputs: none may end in an unexpected exception, work for more than 50 ms or allocate more
/// than 1 MB. Ten thousand inputs, the same in every run; <c>PSE_FUZZ_SECONDS</c> runs that long instead, from a seed of its own that a failure names.
/// </summary>
public static class Fuzz
{
    private const int Inputs = 10_000;
    private const int LongestMilliseconds = 50;
    private const long MostBytes = 1024 * 1024;

    /// <param name="corpus">Valid inputs of every kind that the parser knows; the more kinds, the deeper the mutations reach.</param>
    /// <param name="parse">Parses, and looks at whatever is only read later.</param>
    /// <param name="isRefusal">Which exceptions are the parser's way to refuse; null when it never throws.</param>
    public static void Text(IEnumerable<string> corpus, Action<string> parse, Func<Exception, bool>? isRefusal = null) =>
        // Latin-1 keeps the octets of a mutation apart where UTF-8 would make replacement characters of them.
        Bytes(corpus.Select(Encoding.UTF8.GetBytes), input => parse(Readable(input)), isRefusal);

    /// <inheritdoc cref="Text"/>
    public static void Bytes(IEnumerable<byte[]> corpus, Action<byte[]> parse, Func<Exception, bool>? isRefusal = null)
    {
        byte[][] seeds = [.. corpus];
        foreach (var valid in seeds)
            Try(valid, parse, isRefusal, "a valid input");

        var longer = Environment.GetEnvironmentVariable("PSE_FUZZ_SECONDS") is { Length: > 0 } seconds
            ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
            : (TimeSpan?)null;
        var seed = longer is null ? 1 : Environment.TickCount;
        var mutations = new Mutations(seeds, seed);
        var started = Stopwatch.StartNew();
        for (var count = 1; longer is { } time ? started.Elapsed < time : count <= Inputs; count++)
            Try(mutations.Next(), parse, isRefusal, $"input {count} of seed {seed}");
    }

    private static void Try(byte[] input, Action<byte[]> parse, Func<Exception, bool>? isRefusal, string which)
    {
        // What is compiled or collected meanwhile costs once; an input that is expensive is so every time.
        for (var tries = 5; ; tries--)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = ThreadTime.Now;
            try
            {
                parse(input);
            }
            catch (Exception e) when (isRefusal?.Invoke(e) == true)
            {
            }
            catch (Exception e) when (e is not ResultStateException)
            {
                Assert.Fail($"{Named(input, which)} threw {e}");
            }
            var took = (ThreadTime.Now - started).TotalMilliseconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (took <= LongestMilliseconds && allocated <= MostBytes)
                return;
            if (tries == 1)
                Assert.Fail($"{Named(input, which)} worked for {took:F0} ms and took {allocated:N0} bytes");
        }
    }

    private static string Readable(byte[] input) =>
        System.Text.Unicode.Utf8.IsValid(input) ? Encoding.UTF8.GetString(input) : Encoding.Latin1.GetString(input);

    private static string Named(byte[] input, string which) => $"{which} ({Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 4096)))} in base64)";
}
