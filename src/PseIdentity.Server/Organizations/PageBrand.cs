using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Organizations;

/// <summary>Whose colours, name and picture the page under way shows.</summary>
internal sealed record PageBrand(string DisplayName, string? Sheet, string? Logo)
{
    /// <summary>Null where the page looks like everybody's.</summary>
    public static PageBrand? Of(HttpContext context) => context.Features.Get<PageBrand>();

    public static void Show(HttpContext context, Organization organization)
    {
        if (organization.Brand is not { } brand)
            return;
        var version = $"{brand.Color}{brand.Accent}{brand.LogoVersion}".Replace("#", "", StringComparison.Ordinal);
        context.Features.Set(new PageBrand(
            organization.DisplayName,
            BrandSheet.Of(brand) is null ? null : $"~/brand/{organization.Name}.css?v={version}",
            brand.LogoType is null ? null : $"~/brand/{organization.Name}/logo?v={version}"));
    }
}

/// <summary>Finds the organisation that a request is about: the one that it names, else the one whose domain it names, else the person's own.</summary>
internal sealed class RequestBrand(OrganizationStore organizations)
{
    public async ValueTask ShowAsync(HttpContext context, RequestedSignIn asked, Account? person, CancellationToken ct)
    {
        var organization = asked.Organization is { } named ? await organizations.FindAsync(named, ct) : null;
        if (organization is null && (Domain(asked.DomainHint) ?? (asked.LoginHint is { } login ? DomainName.OfAddress(login) : null)) is { } domain)
            organization = await organizations.HoldersAsync(domain, ct) is [var only] ? only : null;
        if (organization is null && person?.Organization is { } own)
            organization = await organizations.FindAsync(own, ct);
        if (organization is not null)
            PageBrand.Show(context, organization);
    }

    private static string? Domain(string? hint) => hint is null ? null : DomainName.Normalize(hint);
}
