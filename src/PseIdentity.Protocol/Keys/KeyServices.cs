using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PseIdentity.Protocol.Keys;

/// <summary>What signing keys need: an <see cref="ISigningKeyStore"/> comes from the storage, <see cref="SigningKeyOptions"/> from the settings.</summary>
internal static class KeyServices
{
    public static IServiceCollection AddSigningKeys(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SigningKeyOptions>();
        services.TryAddSingleton<SigningKeyRing>();
        services.AddHostedService<SigningKeyRotation>();
        return services;
    }
}
