using System.Text.RegularExpressions;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>The text messages that the demo's provider leaves in its data directory.</summary>
internal sealed partial class TextFolder(string directory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(Chromium.Patience);

    /// <summary>The code of the message to this number that comes as number <paramref name="count"/>, as soon as it is there.</summary>
    public async Task<string> CodeAsync(string to, int count = 1)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var end = new CancellationTokenSource(Patience);
        do
        {
            var texts = Directory.Exists(directory)
                ? Directory.GetFiles(directory, "*.txt").Order(StringComparer.Ordinal).Select(File.ReadAllText).Where(text => text.StartsWith($"To: {to}\n", StringComparison.Ordinal)).ToList()
                : [];
            if (texts.Count >= count)
                return CodeIn(texts[count - 1]);
        }
        while (await timer.WaitForNextTickAsync(end.Token));
        throw new InvalidOperationException("The clock has stopped.");
    }

    public static string CodeIn(string text) => Six().Match(text).Value;

    [GeneratedRegex(@"(?<![\d+])\d{6}(?!\d)")]
    private static partial Regex Six();
}
