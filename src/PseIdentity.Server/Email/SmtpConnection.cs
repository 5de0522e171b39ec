using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PseIdentity.Server.Email;

/// <summary>The server said no; the message holds its code and no address.</summary>
internal sealed class SmtpException(string message) : Exception(message);

/// <summary>One conversation with a mail server (RFC 5321), protected by STARTTLS (RFC 3207) or TLS from the start (RFC 8314 §3.3).</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private const int LongestLine = 2048;
    private const int MostLines = 64;

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[LongestLine];
    private Stream stream;
    private int start;
    private int end;
    private string[] extensions = [];

    private SmtpConnection(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <exception cref="SmtpException">The server does not want us, or offers no STARTTLS where it is asked for: there is no way back to plain text.</exception>
    /// <exception cref="AuthenticationException">Its certificate is not its own.</exception>
    public static async Task<SmtpConnection> OpenAsync(string host, int port, SmtpSecurity security, string hello, X509Certificate2Collection? authorities, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var server = new SmtpConnection(socket);
        try
        {
            if (security == SmtpSecurity.Tls)
                await server.ProtectAsync(host, authorities, ct);
            await server.ExpectAsync(220, ct);
            await server.HelloAsync(hello, ct);
            if (security == SmtpSecurity.StartTls)
            {
                if (!server.Offers("STARTTLS"))
                    throw new SmtpException("the server offers no STARTTLS");
                await server.AskAsync("STARTTLS", 220, ct);

                // What came in the clear behind the answer was put there by somebody else (CVE-2011-0411).
                if (server.start != server.end)
                    throw new SmtpException("the server spoke before TLS began");
                await server.ProtectAsync(host, authorities, ct);
                await server.HelloAsync(hello, ct);
            }
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>AUTH PLAIN (RFC 4616), or LOGIN for servers that know nothing else.</summary>
    public async Task AuthenticateAsync(string userName, string password, CancellationToken ct)
    {
        if (Offers("AUTH", "PLAIN"))
        {
            await AskAsync("AUTH PLAIN " + Base64($"\0{userName}\0{password}"), 235, ct);
            return;
        }
        if (!Offers("AUTH", "LOGIN"))
            throw new SmtpException("the server offers neither AUTH PLAIN nor AUTH LOGIN");
        await AskAsync("AUTH LOGIN", 334, ct);
        await AskAsync(Base64(userName), 334, ct);
        await AskAsync(Base64(password), 235, ct);
    }

    /// <param name="from">The sender; checked, as <paramref name="to"/>, by <see cref="MailAddress"/>.</param>
    /// <param name="to">The recipient.</param>
    /// <param name="message">RFC 5322, lines ending in CRLF.</param>
    public async Task SendAsync(string from, string to, string message, CancellationToken ct)
    {
        await AskAsync($"MAIL FROM:<{from}>", 250, ct);
        await AskAsync($"RCPT TO:<{to}>", 250, ct);
        await AskAsync("DATA", 354, ct);

        // RFC 5321 §4.5.2: a line that begins with a dot gets another one.
        var stuffed = message.StartsWith('.') ? "." + message : message;
        await WriteAsync(stuffed.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n", ct);
        await ExpectAsync(250, ct);
        // The message is the server's now, whatever it answers to this.
        await WriteAsync("QUIT\r\n", ct);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        socket.Dispose();
    }

    private async Task ProtectAsync(string host, X509Certificate2Collection? authorities, CancellationToken ct)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = tls;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        await tls.AuthenticateAsClientAsync(options, ct);
    }

    private async Task HelloAsync(string hello, CancellationToken ct) => extensions = await AskAsync("EHLO " + hello, 250, ct);

    private bool Offers(string extension, string? value = null) =>
        extensions.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Any(words =>
            words.Length > 0 && words[0].Equals(extension, StringComparison.OrdinalIgnoreCase)
            && (value is null || words.Skip(1).Contains(value, StringComparer.OrdinalIgnoreCase)));

    private async Task<string[]> AskAsync(string command, int expected, CancellationToken ct)
    {
        await WriteAsync(command + "\r\n", ct);
        return await ExpectAsync(expected, ct);
    }

    // RFC 5321 §4.2.1: "250-first", "250-second", "250 last". The words stay unlogged: servers repeat addresses in them.
    private async Task<string[]> ExpectAsync(int expected, CancellationToken ct)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLineAsync(ct);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code))
                throw new SmtpException("the server does not speak SMTP");
            if (code != expected)
                throw new SmtpException($"the server answered {code} where {expected} was expected");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
                return [.. lines];
        }
        throw new SmtpException("the server's answer is too long");
    }

    private async Task<string> ReadLineAsync(CancellationToken ct)
    {
        while (true)
        {
            var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var line = Encoding.ASCII.GetString(buffer, start, feed).TrimEnd('\r');
                start += feed + 1;
                return line;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
                throw new SmtpException("the server's answer is too long");
            var read = await stream.ReadAsync(buffer.AsMemory(end), ct);
            if (read == 0)
                throw new SmtpException("the server closed the connection");
            end += read;
        }
    }

    private ValueTask WriteAsync(string text, CancellationToken ct) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), ct);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
