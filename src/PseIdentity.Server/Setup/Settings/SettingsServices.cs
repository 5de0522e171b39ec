using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbound;
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
        services.Configure<OutboundOptions>(configuration.GetSection("Network"));
        services.AddSingleton(SigningKeys(configuration.GetSection("SigningKeys")));
        return services;
    }

    /// <summary>The binder would add listed algorithms to the default ones instead of replacing them.</summary>
    public static SigningKeyOptions SigningKeys(IConfigurationSection section)
    {
        var options = section.Get<SigningKeyOptions>() ?? new();
        var named = section.GetSection("Algorithms").GetChildren().Select(child => child.Value ?? "").ToList();
        options.Algorithms = named.Count > 0 ? named : new SigningKeyOptions().Algorithms;
        return options;
    }
}
