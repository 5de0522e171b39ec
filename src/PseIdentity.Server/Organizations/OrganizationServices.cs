using PseIdentity.Server.Organizations.Dns;

namespace PseIdentity.Server.Organizations;

/// <summary>What organisations consist of.</summary>
internal static class OrganizationServices
{
    public static IServiceCollection AddOrganizations(this IServiceCollection services)
    {
        services.AddOptions<DnsOptions>().BindConfiguration("Dns");
        services.AddSingleton<NameServers>();
        services.AddSingleton<TxtLookup>();
        services.AddSingleton<DomainProof>();

        services.AddSingleton<Homes>();
        services.AddSingleton<HomeRealm>();
        services.AddSingleton<CompanyCookie>();
        services.AddSingleton<CompanyWay>();
        services.AddSingleton<RequestBrand>();
        services.AddSingleton<OrganizationRights>();
        return services;
    }
}
