using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Sms;

/// <summary>How text messages leave.</summary>
internal static class SmsServices
{
    public static IServiceCollection AddSms(this IServiceCollection services, IConfiguration configuration, ProviderSettings settings)
    {
        var sms = configuration.GetSection("Sms").Get<SmsOptions>() ?? new();
        if (sms.Url is { } url)
            services.AddSingleton<ITextRoute>(provider => new GatewayRoute(sms, url, provider.GetRequiredService<GuardedHttp>()));
        else if (settings.Development)
            services.AddSingleton<ITextRoute>(new FolderRoute(Path.Combine(settings.DataDirectory, "sms")));
        services.AddSingleton<TextMessages>();
        services.AddSingleton<CodeText>();
        services.AddSingleton<IOutboxDelivery, SmsDelivery>();
        return services;
    }
}
