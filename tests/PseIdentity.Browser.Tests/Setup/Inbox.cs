using System.Text.RegularExpressions;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>What has arrived for anybody, and what comes while somebody waits for it.</summary>
internal sealed partial class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(Chromium.Patience);

    private readonly Lock gate = new();
    private readonly List<(string To, string Text, string? Html)> messages = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(string to, string text, string? html = null)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            messages.Add((to, text, html));
            (before, arrived) = (arrived, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        before.SetResult();
    }

    /// <summary>The link in the message to this address that holds these words.</summary>
    public async Task<Uri> LinkAsync(string to, string words) => new(Link().Match(await TextAsync(to, words)).Value);

    /// <summary>The six digits in such a message.</summary>
    public async Task<string> CodeAsync(string to, string words) => CodeIn(await TextAsync(to, words));

    /// <summary>The six digits in the message that comes as number <paramref name="count"/> of those that hold any.</summary>
    public async Task<string> CodeAsync(string to, int count = 1) => CodeIn((await FindAsync(to, text => CodeIn(text).Length > 0, count)).Text);

    /// <summary>The eight digits, in two groups, in such a message.</summary>
    public async Task<string> EightDigitsAsync(string to, string words) => EightDigits().Match(await TextAsync(to, words)).Value;

    /// <summary>The first message to this address that holds these words.</summary>
    public async Task<string> TextAsync(string to, string words) => (await FindAsync(to, Holds(words), 1)).Text;

    /// <summary>The same message as a mail program shows it.</summary>
    public async Task<string> HtmlAsync(string to, string words) => (await FindAsync(to, Holds(words), 1)).Html ?? throw new InvalidOperationException("Text messages have no other form.");

    private static Func<string, bool> Holds(string words) => text => text.Contains(words, StringComparison.Ordinal);

    private async Task<(string To, string Text, string? Html)> FindAsync(string to, Func<string, bool> wanted, int count)
    {
        using var end = new CancellationTokenSource(Patience);
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (messages.Where(message => message.To == to && wanted(message.Text)).Skip(count - 1).ToList() is [var found, ..])
                    return found;
                more = arrived.Task;
            }
            await more.WaitAsync(end.Token);
        }
    }

    private static string CodeIn(string text) => SixDigits().Match(text).Value;

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b\d{4} \d{4}\b")]
    private static partial Regex EightDigits();

    // No part of a telephone number.
    [GeneratedRegex(@"(?<![\d+])\d{6}(?!\d)")]
    private static partial Regex SixDigits();
}
