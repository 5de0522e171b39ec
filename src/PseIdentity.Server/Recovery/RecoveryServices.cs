using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Sms;

namespace PseIdentity.Server.Recovery;

/// <summary>What getting back in consists of.</summary>
internal static class RecoveryServices
{
    public static IServiceCollection AddRecovery(this IServiceCollection services)
    {
        services.AddOptions<RecoveryOptions>().BindConfiguration("Recovery");
        services.AddOptions<HelpOptions>().BindConfiguration("Help");

        services.AddSingleton<RecoveryRequests>();
        services.AddSingleton<IOutboxDelivery, RecoveryDelivery>();
        services.AddSingleton<NamesText>();
        services.AddSingleton<NamesByText>();
        services.AddSingleton<RecoveryMail>();
        services.AddSingleton<RecoveryLinks>();
        services.AddSingleton<RecoveryFactors>();
        services.AddSingleton<RecoveryQuestions>();
        services.AddSingleton<NoticeText>();
        services.AddSingleton<OwnerNotice>();
        services.AddSingleton<AccountUnlock>();
        services.AddSingleton<PasswordRecovery>();
        services.AddSingleton<FactorWaits>();
        services.AddSingleton<FactorRecovery>();
        services.AddSingleton<HelpDesk>();
        return services;
    }
}
