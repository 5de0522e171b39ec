using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using PseIdentity.Server.Email;

namespace PseIdentity.Server.Tests;

/// <summary>Where the provider's mail arrives: the network's far end.</summary>
internal sealed partial class MailInbox : IMailRoute
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Mail> arrived = Channel.CreateUnbounded<Mail>();

    public string Destination => "smtp://inbox.example";

    public Task<string?> SendAsync(Mail mail, CancellationToken ct)
    {
        arrived.Writer.TryWrite(mail);
        return Task.FromResult<string?>(null);
    }

    /// <summary>The next mail that says this, to this person where one is named, waited for; earlier ones are left out.</summary>
    public async Task<Mail> NextAsync(string saying, string? to = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
            if (await arrived.Reader.ReadAsync(patience.Token) is var mail && mail.Text.Contains(saying, StringComparison.Ordinal) && (to is null || mail.To == to))
                return mail;
    }

    /// <summary>Whether any mail that is there says this.</summary>
    public bool Has(string saying, string? to = null)
    {
        while (arrived.Reader.TryRead(out var mail))
            if (mail.Text.Contains(saying, StringComparison.Ordinal) && (to is null || mail.To == to))
                return true;
        return false;
    }

    public static Uri LinkIn(string text) => new(Link().Match(text).Value);

    /// <summary>The link of a mail among files, to this person where one is named, waited for: another process writes them.</summary>
    public static async Task<Uri> LinkInFolderAsync(string folder, string saying, string? to = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.eml") : [])
                if (await File.ReadAllTextAsync(file, patience.Token) is var mail && (to is null || mail.Contains("To: " + to, StringComparison.OrdinalIgnoreCase) || mail.Contains("To: <" + to, StringComparison.OrdinalIgnoreCase))
                    && TextOf(mail) is var text && text.Contains(saying, StringComparison.Ordinal))
                    return LinkIn(text);
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The words of a message, from its first part.</summary>
    public static string TextOf(string message)
    {
        var part = message.Split("\r\n\r\n")[2].Split("\r\n--")[0];
        return Encoding.UTF8.GetString(Convert.FromBase64String(part.Replace("\r\n", "", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"http\S+/[a-z/]+\?(?:request|link|stop)=[\w-]+")]
    private static partial Regex Link();
}
