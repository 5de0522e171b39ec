using PseIdentity.Server.Hardening;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Organizations;

/// <summary>An organisation's style sheet and picture, from our own origin: pages load nothing from anywhere else.</summary>
internal static class BrandEndpoints
{
    private const string CacheControl = "public, max-age=86400";

    public static void MapBrands(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/brand/{organization}.css", SheetAsync).RequireRateLimiting(RateLimits.Pages);
        routes.MapGet("/brand/{organization}/logo", LogoAsync).RequireRateLimiting(RateLimits.Pages);
    }

    private static async Task<IResult> SheetAsync(string organization, OrganizationStore organizations, HttpContext context, CancellationToken ct)
    {
        if (await organizations.FindAsync(organization, ct) is not { Brand: { } brand } || BrandSheet.Of(brand) is not { } sheet)
            return Results.NotFound();
        context.Response.Headers.CacheControl = CacheControl;
        return Results.Text(sheet, "text/css");
    }

    private static async Task<IResult> LogoAsync(string organization, OrganizationStore organizations, HttpContext context, CancellationToken ct)
    {
        if (await organizations.FindAsync(organization, ct) is not { Brand.LogoType: { } type } || await organizations.FindLogoAsync(organization, ct) is not { } logo)
            return Results.NotFound();
        context.Response.Headers.CacheControl = CacheControl;
        return Results.Bytes(logo, type);
    }
}
