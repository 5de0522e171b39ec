using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol;

namespace PseIdentity.Server.Email;

/// <summary>Mail to the configured server, a connection for each message.</summary>
/// <param name="options">With a host and a sender.</param>
/// <param name="issuer">Who says hello.</param>
/// <param name="authorities">Who may have signed the server's certificate; null: whom the system trusts.</param>
internal sealed class SmtpRoute(SmtpOptions options, Issuer issuer, X509Certificate2Collection? authorities = null) : IMailRoute
{
    /// <summary>One limit for a whole delivery.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Destination => $"smtp://{options.Host}:{options.Port}";

    public async Task<string?> SendAsync(Mail mail, CancellationToken ct)
    {
        if (!MailAddress.IsPlain(mail.To) || options.From is not { } from || options.Host is not { } host)
            return "the address cannot be written in SMTP";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await using var server = await SmtpConnection.OpenAsync(host, options.Port, options.Security, Sender.DomainOf(issuer), authorities, patience.Token);
            if (options is { UserName: { } name, Password: { } password })
                await server.AuthenticateAsync(name, password, patience.Token);
            await server.SendAsync(from, mail.To, MimeText.Of(mail, (Sender.Name, from), Sender.DomainOf(issuer)), patience.Token);
            return null;
        }
        catch (SmtpException refused)
        {
            return refused.Message;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "the server took too long";
        }
    }
}
