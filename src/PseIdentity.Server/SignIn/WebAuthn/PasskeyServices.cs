using Microsoft.Extensions.Options;
using PseIdentity.Protocol;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>What passkeys consist of: their verification, and their use here.</summary>
internal static class PasskeyServices
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddOptions<PasskeyOptions>().BindConfiguration("Passkeys");
        services.AddSingleton(provider => PasskeyScope.Of(provider.GetRequiredService<Issuer>(), provider.GetRequiredService<IOptions<PasskeyOptions>>().Value));
        services.AddSingleton<Challenges>();
        services.AddSingleton<ClientDataCheck>();
        services.AddSingleton(provider => new TrustedMakers(provider.GetRequiredService<IOptions<PasskeyOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AttestationCheck>();
        services.AddSingleton<RegistrationCeremony>();
        services.AddSingleton<AuthenticationCeremony>();

        services.AddSingleton<OwnedPasskeys>();
        services.AddSingleton<PasskeySignIn>();
        services.AddSingleton<PasskeyEnrollment>();
        services.AddSingleton<PasskeyQuestions>();
        return services;
    }
}
