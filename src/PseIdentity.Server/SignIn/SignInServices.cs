using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Localization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Server.SignIn.Enrollment;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.SignIn;

/// <summary>What signing in consists of.</summary>
internal static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddOptions<SignInOptions>().BindConfiguration("SignIn");

        services.AddPasswords();
        services.AddPasskeys();
        services.AddSingleton<Guesses>();
        services.AddSingleton<AddressGuesses>();
        services.AddSingleton<LockNotice>();
        services.AddSingleton<IOutboxDelivery, LockNoticeDelivery>();
        services.AddOptions<DeviceOptions>().BindConfiguration("Devices");
        services.AddSingleton<KnownDevices>();

        // Second factors, strongest first: the first one that is enrolled is asked for, unless another was used last.
        services.AddSingleton<ISecondFactor, PasskeyFactor>();
        services.AddSingleton<ISecondFactor, TotpCode>();
        services.AddSingleton<ISecondFactor>(all => ActivatorUtilities.CreateInstance<MessageCode>(all, Channel.Sms));
        services.AddSingleton<ISecondFactor>(all => ActivatorUtilities.CreateInstance<MessageCode>(all, Channel.Email));
        services.AddSingleton<ISecondFactor, RecoveryCode>();
        services.AddSingleton<ISecondFactor, OneTimePass>();
        services.AddSingleton<OfferedFactors>();
        services.AddSingleton<CodeGuesses>();
        services.AddSingleton<SentCodes>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<OneTimePasses>();

        services.AddSingleton<TotpEnrollment>();
        services.AddSingleton<MessageEnrollment>();
        services.AddSingleton<EnrollmentOffers>();
        services.AddSingleton<EmailVerification>();
        services.AddSingleton<AnswerRules>();
        services.AddSingleton<SecurityAnswers>();

        services.AddSingleton<SignInPolicies>();
        services.AddSingleton<SignInFlow>();
        services.AddSingleton<ConsentChoice>();
        services.AddSingleton<UserCodeGuesses>();
        services.AddSingleton<ApprovalChoice>();
        services.AddSingleton<IInteraction, Interaction>();

        // Texts; those with markup of their own encode what is put into them.
        services.AddLocalization();
        services.AddSingleton<LanguageCookie>();
        services.AddSingleton<PageLanguage>();
        services.Configure<MvcOptions>(options => options.Filters.AddService<PageLanguage>());
        services.AddSingleton<IHtmlLocalizerFactory, HtmlLocalizerFactory>();
        services.AddTransient(typeof(IHtmlLocalizer<>), typeof(HtmlLocalizer<>));
        return services;
    }
}
