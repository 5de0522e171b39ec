using PseIdentity.Protocol.Keys;
using PseIdentity.Server.Hardening;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>Binds the sections that belong to the host; the protocol, storage and sign-in bind theirs.</summary>
internal static class SettingsServices
{
    public static IServiceCollection AddSettings(this IServiceCollection services, IConfiguration configuration, ProviderSettings settings)
    {
        services.AddSingleton(settings);
        services.Configure<RateLimitOptions>(configuration.GetSection("RateLimits"));
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
