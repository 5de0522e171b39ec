using PseIdentity.Protocol;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Email;

/// <summary>How mail leaves.</summary>
internal static class EmailServices
{
    public static IServiceCollection AddEmail(this IServiceCollection services, IConfiguration configuration, ProviderSettings settings)
    {
        var smtp = configuration.GetSection("Email:Smtp").Get<SmtpOptions>() ?? new();
        if (smtp.Host is not null)
            services.AddSingleton<IMailRoute>(provider => new SmtpRoute(smtp, provider.GetRequiredService<Issuer>()));
        else if (settings.Development)
            services.AddSingleton<IMailRoute>(provider => new FolderRoute(Path.Combine(settings.DataDirectory, "mail"), provider.GetRequiredService<Issuer>()));
        services.AddSingleton<Mailer>();
        services.AddSingleton<IOutboxDelivery, MailDelivery>();
        services.AddHostedService<MailNotice>();
        services.AddSingleton<SecurityNotice>();
        services.AddSingleton<CodeMail>();
        services.AddSingleton<ApprovalMail>();
        services.AddSingleton<IApprovalInvitation, ApprovalInvitation>();
        return services;
    }
}
