using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Hardening;

/// <summary>One public address: its scheme is that of every request, its path is the path base, and pages that are asked for under another host move there.</summary>
internal static class IssuerAddress
{
    // Visited by browsers although no page stands behind them.
    private static readonly string[] Visited = [AuthorizePaths.Authorize, AuthorizePaths.Resume, "/logout"];

    /// <summary>
    /// People come by the issuer's scheme whether or not a proxy speaks http to us and says so: forms and their cookies ask for it.
    /// The issuer's path is the path base whether a proxy left it in the request or took it away.
    /// </summary>
    public static void UseIssuerPath(this IApplicationBuilder app)
    {
        var issuer = app.ApplicationServices.GetRequiredService<Issuer>();
        app.Use((context, next) =>
        {
            context.Request.Scheme = issuer.IsHttps ? "https" : "http";
            if (issuer.PathBase.Length == 0)
                return next(context);
            if (context.Request.Path.StartsWithSegments(issuer.PathBase, StringComparison.Ordinal, out var rest))
                context.Request.Path = rest.HasValue ? rest : "/";
            context.Request.PathBase = issuer.PathBase;
            return next(context);
        });
    }

    /// <summary>
    /// Cookies belong to one host, so a sign-in that began under another could not end. Programs are left alone: they follow discovery.
    /// The scheme is not looked at: a proxy may speak http to us.
    /// </summary>
    public static void UseIssuerHost(this IApplicationBuilder app)
    {
        var issuer = app.ApplicationServices.GetRequiredService<Issuer>();
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
                || IsIssuer(request.Host, issuer) || !IsVisited(context) || context.Features.Get<PageUnderWay>() is not null)
                return next(context);
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Location = issuer.Url(request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            return Task.CompletedTask;
        });
    }

    private static bool IsIssuer(HostString host, Issuer issuer) =>
        string.Equals(host.Value, issuer.Host, StringComparison.OrdinalIgnoreCase)
        || string.Equals(host.Value, issuer.Host + (issuer.IsHttps ? ":443" : ":80"), StringComparison.OrdinalIgnoreCase);

    // Links of company portals are as old as whoever wrote them.
    private static readonly string[] VisitedBelow = [FederationPaths.Initiate, FederationPaths.Start];

    private static bool IsVisited(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null
        || Visited.Contains(context.Request.Path.Value, StringComparer.Ordinal)
        || Array.Exists(VisitedBelow, below => context.Request.Path.Value?.StartsWith(below, StringComparison.Ordinal) == true);
}
