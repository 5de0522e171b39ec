using System.Text;
using System.Text.RegularExpressions;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>The mail that the demo's provider leaves in its data directory.</summary>
internal sealed partial class MailFolder(string directory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(Chromium.Patience);

    /// <summary>The link in the mail to this address that holds these words, as soon as it is there.</summary>
    public async Task<Uri> LinkAsync(string to, string words)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var end = new CancellationTokenSource(Patience);
        do
        {
            if (Texts(to).FirstOrDefault(text => text.Contains(words, StringComparison.Ordinal)) is { } text)
                return new Uri(Link().Match(text).Value);
        }
        while (await timer.WaitForNextTickAsync(end.Token));
        throw new InvalidOperationException("The clock has stopped.");
    }

    /// <summary>The code in the mail to this address, as soon as it is there.</summary>
    public async Task<string> CodeAsync(string to)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var end = new CancellationTokenSource(Patience);
        do
        {
            if (Texts(to).Select(text => TextFolder.CodeIn(text)).FirstOrDefault(code => code.Length > 0) is { } code)
                return code;
        }
        while (await timer.WaitForNextTickAsync(end.Token));
        throw new InvalidOperationException("The clock has stopped.");
    }

    private IEnumerable<string> Texts(string to) => Directory.Exists(directory)
        ? Directory.GetFiles(directory, "*.eml").Select(File.ReadAllText).Where(mail => mail.Contains($"To: <{to}>", StringComparison.Ordinal)).Select(TextOf)
        : [];

    // The part for readers of plain text comes first.
    private static string TextOf(string mail) => Encoding.UTF8.GetString(Convert.FromBase64String(PlainPart().Match(mail).Groups["base64"].Value));

    [GeneratedRegex(@"Content-Type: text/plain.*?\r\n\r\n(?<base64>[A-Za-z0-9+/=\r\n]+)", RegexOptions.Singleline)]
    private static partial Regex PlainPart();

    [GeneratedRegex(@"http://\S+/approve\S+")]
    private static partial Regex Link();
}
