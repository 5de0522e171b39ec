using PseIdentity.Server.SignIn.Passwords.Breached;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>What passwords consist of.</summary>
internal static class PasswordServices
{
    public static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        services.AddOptions<PasswordOptions>().BindConfiguration("Passwords");
        services.AddOptions<BreachedPasswordOptions>().BindConfiguration("Passwords:Breached");

        services.AddSingleton<PasswordHash>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<PasswordCheck>();

        services.AddSingleton<PasswordRules>();
        services.AddSingleton<PersonalWords>();
        services.AddSingleton<BreachedPasswords>();
        services.AddSingleton<FormerPasswords>();
        services.AddSingleton<PasswordChoice>();
        services.AddSingleton<PasswordChange>();
        return services;
    }
}
