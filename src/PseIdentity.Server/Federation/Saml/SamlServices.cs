using PseIdentity.Server.Federation.Saml.Metadata;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>What sign-in at SAML providers consists of.</summary>
internal static class SamlServices
{
    public static IServiceCollection AddSaml(this IServiceCollection services)
    {
        services.AddSingleton<SamlAddresses>();
        services.AddSingleton<IdpMetadataSource>();
        services.AddSingleton<SpMetadata>();
        services.AddSingleton<SamlLogout>();
        services.AddSingleton<IUpstreamSetup, SamlSetup>();
        services.AddSingleton<IUpstream, Saml2Upstream>();
        return services;
    }
}
