using Microsoft.AspNetCore.Mvc.Localization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.SignIn;

/// <summary>What signing in consists of.</summary>
internal static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddOptions<SignInOptions>().BindConfiguration("SignIn");

        services.AddPasswords();
        services.AddSingleton<TotpCheck>();
        services.AddPasskeys();
        services.AddSingleton<Guesses>();
        services.AddSingleton<AddressGuesses>();
        services.AddSingleton<LockNotice>();
        services.AddOptions<DeviceOptions>().BindConfiguration("Devices");
        services.AddSingleton<KnownDevices>();

        services.AddSingleton<SignInPolicies>();
        services.AddSingleton<SignInFlow>();
        services.AddSingleton<ConsentChoice>();
        services.AddSingleton<UserCodeGuesses>();
        services.AddSingleton<ApprovalChoice>();
        services.AddSingleton<IInteraction, Interaction>();

        // Texts; those with markup of their own encode what is put into them.
        services.AddLocalization();
        services.AddSingleton<IHtmlLocalizerFactory, HtmlLocalizerFactory>();
        services.AddTransient(typeof(IHtmlLocalizer<>), typeof(HtmlLocalizer<>));
        return services;
    }
}
