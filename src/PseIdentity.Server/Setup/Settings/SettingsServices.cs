using PseIdentity.Protocol.Tokens;
using PseIdentity.Server.Hardening;
using SessionOptions = PseIdentity.Protocol.Sessions.SessionOptions;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>Binds every section to its options, once they have been checked.</summary>
internal static class SettingsServices
{
    public static IServiceCollection AddSettings(this IServiceCollection services, IConfiguration configuration, ProviderSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Issuer);
        services.Configure<DataOptions>(configuration.GetSection("Data"));
        services.Configure<TokenOptions>(configuration.GetSection("Tokens"));
        services.Configure<SessionOptions>(configuration.GetSection("Sessions"));
        services.Configure<ProvisioningOptions>(configuration.GetSection("Provisioning"));
        services.Configure<NetworkOptions>(configuration.GetSection("Network"));
        services.Configure<RateLimitOptions>(configuration.GetSection("RateLimits"));
        return services;
    }
}
