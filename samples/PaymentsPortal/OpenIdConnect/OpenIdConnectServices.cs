using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>Everything that makes the portal a relying party: <see cref="AddOpenIdConnect"/> for the services, <see cref="MapOpenIdConnect"/> for the routes.</summary>
internal static class OpenIdConnectServices
{
    public static IServiceCollection AddOpenIdConnect(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OidcOptions>()
            .Bind(configuration.GetSection("Oidc"))
            .PostConfigure(options =>
            {
                if (options.Url.Length == 0)
                    options.Url = (configuration["urls"] ?? "").Split(';')[0].TrimEnd('/');
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsCheck>();

        // What is protected here lives no longer than the sessions, which are in memory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddProviderHttp();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Provider>().AddSingleton<Cookies>().AddSingleton<PortalSessions>().AddSingleton<PendingSignIns>();
        services.AddSingleton<TokenEndpoint>().AddSingleton<SignedTokens>().AddSingleton<IdTokens>().AddSingleton<UserInfo>().AddSingleton<AccessTokens>();
        services.AddSingleton<SignIn>().AddSingleton<SignInCallback>().AddSingleton<SignOut>().AddSingleton<BackChannelLogout>().AddSingleton<FrontChannelLogout>();

        services.AddAuthentication(SessionAuthentication.Name).AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.Name, null);
        services.AddAuthorization();
        return services;
    }

    public static void MapOpenIdConnect(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signin", (SignIn signIn, HttpContext context, CancellationToken ct) => signIn.StartAsync(context, ct));
        routes.MapMethods("/initiate-login", ["GET", "POST"], (SignIn signIn, HttpContext context, CancellationToken ct) => signIn.InitiateAsync(context, ct));
        routes.MapGet("/signin-oidc", (SignInCallback callback, HttpContext context, CancellationToken ct) => callback.ReceiveAsync(context, ct));
        routes.MapPost("/signout", (SignOut signOut, HttpContext context, CancellationToken ct) => signOut.StartAsync(context, ct));
        routes.MapGet(FrontChannelLogout.Path, (FrontChannelLogout logout, HttpContext context, string? iss, string? sid) => logout.Receive(context, iss, sid));
        routes.MapPost("/backchannel-logout", (BackChannelLogout logout, HttpContext context, CancellationToken ct) => logout.ReceiveAsync(context, ct));
    }
}
