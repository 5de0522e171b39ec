namespace PseIdentity.Server.Email;

/// <summary>Says at start what is missing without mail, so that nobody looks for it in vain.</summary>
internal sealed partial class MailNotice(Mailer mailer, ILogger<MailNotice> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!mailer.Works)
            NoMail(log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(3501, LogLevel.Warning, "Email:Smtp:Host is not set: no mail is sent, and decoupled sign-in (CIBA) is not offered")]
    private static partial void NoMail(ILogger log);
}
