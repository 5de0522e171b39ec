using PseIdentity.Server.Hardening;

namespace PseIdentity.Server.Accounts;

/// <summary>What looking after one's own account consists of.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<RecentSignIn>();
        services.AddSingleton<OwnCredentials>();
        services.AddSingleton<OwnSessions>();
        services.AddSingleton<OwnDevices>();
        services.AddSingleton<OwnApplications>();
        services.AddSingleton<NotMe>();
        services.AddSingleton<AccountClosing>();
        services.AddSingleton<EmailChange>();
        services.AddSingleton<ProfileEdit>();
        services.AddSingleton<DataExport>();
        return services;
    }

    /// <summary>Where password managers look for the page to change a password (W3C, A Well-Known URL for Changing Passwords §3).</summary>
    public static void MapAccounts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/change-password", (HttpContext context) => Results.Redirect(context.Request.PathBase + "/account/security/password"))
            .RequireRateLimiting(RateLimits.Pages);
}
