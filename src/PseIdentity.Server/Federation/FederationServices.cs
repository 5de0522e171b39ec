using PseIdentity.Server.Federation.OpenIdConnect;
using PseIdentity.Server.Federation.Saml;

namespace PseIdentity.Server.Federation;

/// <summary>What company sign-in consists of.</summary>
internal static class FederationServices
{
    public static IServiceCollection AddFederation(this IServiceCollection services)
    {
        services.AddSingleton<FederationKeys>();
        services.AddOpenIdConnectUpstream();
        services.AddSaml();
        return services;
    }
}
