using PseIdentity.Protocol.Logout;
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

        // There and back
        services.AddSingleton<Upstreams>();
        services.AddSingleton<UpstreamRequests>();
        services.AddSingleton<FederationRefusals>();
        services.AddSingleton<DepartureEndpoint>();
        services.AddSingleton<ReturnEndpoint>();
        services.AddSingleton<FederatedSignIn>();
        services.AddSingleton<ProvenElsewhere>();

        // Whose account it is
        services.AddSingleton<FederatedOrganizations>();
        services.AddSingleton<FederatedPeople>();
        services.AddSingleton<FederatedChanges>();
        services.AddSingleton<NewPeople>();
        services.AddSingleton<OwnCompanies>();

        // Out again, and links that begin elsewhere
        services.AddSingleton<UpstreamSignOut>();
        services.AddSingleton<ISignOutContinuation>(provider => provider.GetRequiredService<UpstreamSignOut>());
        services.AddSingleton<UpstreamLogoutEndpoint>();
        services.AddSingleton<InitiateEndpoint>();
        services.AddSingleton<StartEndpoint>();
        return services;
    }
}
