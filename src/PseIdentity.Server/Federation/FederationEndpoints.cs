using PseIdentity.Server.Hardening;

namespace PseIdentity.Server.Federation;

/// <summary>The route table of company sign-in. Answers and messages of providers come from other sites, so none of it asks for an antiforgery token: the state does that.</summary>
internal static class FederationEndpoints
{
    public static void MapFederation(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("").RequireRateLimiting(RateLimits.Pages);

        all.MapGet(FederationPaths.Leave, (HttpContext context, DepartureEndpoint endpoint) => endpoint.GetAsync(context));
        all.MapGet(FederationPaths.Callback + "{provider}", (HttpContext context, string provider, ReturnEndpoint endpoint) => endpoint.GetAsync(context, provider));
        all.MapPost(FederationPaths.Callback + "{provider}", (HttpContext context, string provider, ReturnEndpoint endpoint) => endpoint.PostAsync(context, provider));

        all.MapGet(FederationPaths.SignOut, (HttpContext context, UpstreamSignOut endpoint) => endpoint.LeaveAsync(context));
        all.MapGet(FederationPaths.SignedOut + "{provider}", (HttpContext context, string provider, UpstreamSignOut endpoint) => endpoint.ReturnAsync(context, provider));
        all.MapGet(FederationPaths.Logout + "{provider}", (HttpContext context, string provider, UpstreamLogoutEndpoint endpoint) => endpoint.GetAsync(context, provider));
        all.MapPost(FederationPaths.Logout + "{provider}", (HttpContext context, string provider, UpstreamLogoutEndpoint endpoint) => endpoint.PostAsync(context, provider));

        all.MapGet(FederationPaths.Initiate + "{provider}", (HttpContext context, string provider, InitiateEndpoint endpoint) => endpoint.GetAsync(context, provider));
        all.MapPost(FederationPaths.Initiate + "{provider}", (HttpContext context, string provider, InitiateEndpoint endpoint) => endpoint.PostAsync(context, provider));
        all.MapGet(FederationPaths.Start + "{client}", (HttpContext context, string client, StartEndpoint endpoint) => endpoint.GetAsync(context, client));
    }
}
