using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Device;
using PseIdentity.Protocol.Discovery;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Introspection;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.Registration;
using PseIdentity.Protocol.Revocation;
using PseIdentity.Protocol.UserInfo;

namespace PseIdentity.Protocol;

/// <summary>The route table of the protocol.</summary>
public static class ProtocolEndpoints
{
    /// <summary>The rate-limiting policy that the host defines for these routes.</summary>
    public const string RateLimit = "protocol";

    public static IEndpointRouteBuilder MapProtocol(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var issuer = services.GetRequiredService<Issuer>();
        var authorize = services.GetRequiredService<AuthorizeEndpoint>();
        var token = services.GetRequiredService<TokenEndpoint>();
        var par = services.GetRequiredService<PushedAuthorizationEndpoint>();
        var userInfo = services.GetRequiredService<UserInfoEndpoint>();
        var introspection = services.GetRequiredService<IntrospectionEndpoint>();
        var revocation = services.GetRequiredService<RevocationEndpoint>();
        var register = services.GetRequiredService<RegistrationEndpoint>();
        var registration = services.GetRequiredService<ClientConfigurationEndpoint>();
        var device = services.GetRequiredService<DeviceAuthorizationEndpoint>();
        var ciba = services.GetRequiredService<BackChannelAuthenticationEndpoint>();
        var logout = services.GetRequiredService<EndSessionEndpoint>();
        var discovery = services.GetRequiredService<DiscoveryEndpoint>();
        var details = services.GetRequiredService<AuthorizationDetailsEndpoint>();
        var json = services.GetRequiredService<JsonErrors>();

#pragma warning disable format // a table, to be read down its columns
        //   verbs   path                                       endpoint                          CORS for          specification
        Map("GET",   AuthorizePaths.Authorize,                  authorize.ArriveAsync,            Nobody);       // RFC 6749 §3.1, OIDC Core §3.1.2
        Map("POST",  AuthorizePaths.Authorize,                  authorize.ArriveByPostAsync,      Nobody);
        Map("GET",   AuthorizePaths.Resume,                     authorize.ResumeAsync,            Nobody);
        Map("POST",  "/token",                                  Json(token.HandleAsync),          Clients);      // RFC 6749 §3.2
        Map("POST",  "/par",                                    Json(par.HandleAsync),            Clients);      // RFC 9126 §2
        Map("GET",   "/userinfo",                               userInfo.HandleAsync,             Clients);      // OIDC Core §5.3
        Map("POST",  "/userinfo",                               userInfo.HandleAsync,             Nobody);
        Map("POST",  "/introspect",                             Json(introspection.HandleAsync),  Clients);      // RFC 7662, RFC 9701
        Map("POST",  "/revoke",                                 Json(revocation.HandleAsync),     Clients);      // RFC 7009
        Map("POST",  RegistrationEndpoint.Path,                 Json(register.HandleAsync),       Nobody);       // RFC 7591 §3
        Map("GET",   ClientConfigurationEndpoint.Path,          Json(registration.ReadAsync),     Nobody);       // RFC 7592 §2
        Map("PUT",   ClientConfigurationEndpoint.Path,          Json(registration.ReplaceAsync),  Nobody);
        Map("DELETE", ClientConfigurationEndpoint.Path,         Json(registration.RemoveAsync),   Nobody);
        Map("POST",  "/device_authorization",                   Json(device.HandleAsync),         Clients);      // RFC 8628 §3.1
        Map("POST",  BackChannelAuthenticationEndpoint.Path,    Json(ciba.HandleAsync),           Nobody);       // CIBA Core 1.0 §7
        Map("GET",   "/logout",                                 logout.GetAsync,                  Nobody);       // RP-Initiated Logout 1.0 §2
        Map("POST",  "/logout",                                 logout.PostAsync,                 Nobody);
        Map("GET",   "/.well-known/openid-configuration",       discovery.DocumentAsync,          Nobody);       // OIDC Discovery §4
        Map("GET",   "/.well-known/oauth-authorization-server", discovery.DocumentAsync,          Nobody);       // RFC 8414 §3
        Map("GET",   "/.well-known/jwks.json",                  discovery.KeysAsync,              Nobody);       // RFC 7517 §5; these four allow every origin
        Map("GET",   AuthorizationDetailsEndpoint.Path,         details.HandleAsync,              Nobody);       // RFC 9396: the types' JSON Schemas
#pragma warning restore format
        if (issuer.PathBase.Length > 0)
            Map("GET", "/.well-known/oauth-authorization-server" + issuer.PathBase, discovery.DocumentAsync, Nobody);  // RFC 8414 §3.1: the issuer's path comes last
        return routes;

        void Map(string verb, string path, RequestDelegate endpoint, bool forClients)
        {
            // RFC 9110 §9.2.1: HEAD is safe. At these a GET signs in, issues a code or signs out, so they answer it with 405.
            var reads = verb == "GET" && path is not (AuthorizePaths.Authorize or AuthorizePaths.Resume or "/logout");
            routes.MapMethods(path, reads ? ["GET", "HEAD"] : [verb], endpoint).RequireRateLimiting(RateLimit).WithMetadata(new ProtocolRoute(path));
            if (forClients)
                routes.MapMethods(path, ["OPTIONS"], context => Cors.PreflightAsync(context, services.GetRequiredService<IClientStore>(), "GET, POST"))
                    .RequireRateLimiting(RateLimit).WithMetadata(new ProtocolRoute(path));
        }

        RequestDelegate Json(Func<HttpContext, Task> endpoint) => context => json.RunAsync(context, endpoint);
    }

    private const bool Clients = true;
    private const bool Nobody = false;
}

/// <summary>Marks a route of the protocol, for the host's own rules (no redirect to the issuer's host, JSON for unexpected failures).</summary>
public sealed record ProtocolRoute(string Path);
