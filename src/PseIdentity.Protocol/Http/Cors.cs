using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.Http;

/// <summary>
/// Which browser origins may read answers (Fetch standard, CORS protocol). Discovery and keys: all. Elsewhere a preflight, which names no client,
/// is answered for an origin of any client, and the request itself only for an origin of its own; a refusal that comes before the client is known
/// is like a preflight. Never <c>null</c>, and never with cookies.
/// </summary>
internal static class Cors
{
    public static void AllowEverybody(HttpContext context) => context.Response.Headers.AccessControlAllowOrigin = "*";

    public static void AllowClient(HttpContext context, Client client)
    {
        if (OriginOf(context) is not { } origin)
            return;
        context.Features.Set(ClientIsKnown.Instance);
        if (CorsOrigins.Of(client).Contains(origin, StringComparer.Ordinal))
            Allow(context, origin);
    }

    /// <summary>A page of some client may learn that it was refused; it reads nothing there that it did not send.</summary>
    public static async ValueTask AllowRefusalAsync(HttpContext context, IClientStore clients)
    {
        if (OriginOf(context) is { } origin && context.Features.Get<ClientIsKnown>() is null && await clients.AnyAllowsOriginAsync(origin, context.RequestAborted))
            Allow(context, origin);
    }

    /// <summary>Answers a preflight of a route for clients.</summary>
    public static async Task PreflightAsync(HttpContext context, IClientStore clients, string methods)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (OriginOf(context) is not { } origin || !await clients.AnyAllowsOriginAsync(origin, context.RequestAborted))
            return;
        Allow(context, origin);
        context.Response.Headers.AccessControlAllowMethods = methods;
        context.Response.Headers.AccessControlAllowHeaders = "authorization, content-type, dpop";
        context.Response.Headers.AccessControlMaxAge = "600";
    }

    private static void Allow(HttpContext context, string origin)
    {
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.AccessControlExposeHeaders = "www-authenticate, dpop-nonce, retry-after";
        context.Response.Headers.Append("Vary", "Origin");
    }

    private static string? OriginOf(HttpContext context) =>
        context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != "null" ? origin : null;

    private sealed class ClientIsKnown
    {
        public static readonly ClientIsKnown Instance = new();
    }
}
