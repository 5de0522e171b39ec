using System.Text;
using System.Text.RegularExpressions;
using PseIdentity.Testing.Email;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>The mail server of the demo's provider: one of others, that asks for STARTTLS and a password.</summary>
internal sealed partial class MailServer : IAsyncDisposable
{
    private readonly SmtpReceiver receiver;
    private readonly Task reading;

    private MailServer(SmtpReceiver receiver)
    {
        this.receiver = receiver;
        reading = ReadAsync();
    }

    public Inbox Inbox { get; } = new();

    /// <summary>What the provider has to be told, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Email__Smtp__Host"] = "localhost",
        ["Email__Smtp__Port"] = $"{receiver.Port}",
        ["Email__Smtp__Security"] = "StartTls",
        ["Email__Smtp__UserName"] = "provider",
        ["Email__Smtp__Password"] = "mail-password",
        ["Email__Smtp__From"] = "no-reply@bank.example",
        // OpenSSL's own variable: the certificate of this server is one that the machine trusts.
        ["SSL_CERT_FILE"] = receiver.CertificateFile,
    };

    public static async Task<MailServer> StartAsync() => new(await SmtpReceiver.StartAsync(Repository.Interop, "StartTls"));

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        await reading;
    }

    private async Task ReadAsync()
    {
        await foreach (var mail in receiver.AllAsync())
        {
            // The part for readers of plain text comes first.
            var parts = Parts().Matches(mail.GetProperty("message").GetString()!);
            Inbox.Add(mail.GetProperty("to")[0].GetString()!, WordsOf(parts[0]), WordsOf(parts[1]));
        }
    }

    private static string WordsOf(Match part) => Encoding.UTF8.GetString(Convert.FromBase64String(part.Groups["base64"].Value));

    [GeneratedRegex(@"Content-Type: text/(plain|html).*?\r\n\r\n(?<base64>[A-Za-z0-9+/=\r\n]+)", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
