namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What signing in at OpenID Connect providers consists of.</summary>
internal static class OpenIdConnectServices
{
    public static IServiceCollection AddOpenIdConnectUpstream(this IServiceCollection services)
    {
        services.AddSingleton<ProviderDocuments>();
        services.AddSingleton<ProviderSignatures>();
        services.AddSingleton<ProviderTokens>();
        services.AddSingleton<ClientProof>();
        services.AddSingleton<AuthorizationRequest>();
        services.AddSingleton<CodeExchange>();
        services.AddSingleton<IdTokenCheck>();
        services.AddSingleton<UserInfo>();
        services.AddSingleton<LogoutTokenCheck>();
        services.AddSingleton<EndSession>();
        services.AddSingleton<ProviderExamination>();
        services.AddSingleton<IUpstream, OpenIdConnectUpstream>();
        services.AddSingleton<IUpstreamSetup, OpenIdConnectSetup>();
        return services;
    }
}
