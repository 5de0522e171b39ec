using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace PaymentsApi.Bearer;

/// <summary>Makes the API a protected resource, and says so at its well-known address.</summary>
internal static class BearerServices
{
    /// <summary>The policy of endpoints that need the scope; the others need a valid token for this API.</summary>
    public const string NeedsScope = "needs-scope";

    public static void AddBearer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(BearerHandler.Name).AddScheme<BearerOptions, BearerHandler>(BearerHandler.Name, options =>
        {
            options.Authority = configuration["Oidc:Authority"] ?? options.Authority;
            options.Resource = configuration["Api:Resource"] ?? options.Resource;
            options.Url = (configuration["Api:Url"] ?? options.Url).TrimEnd('/');
        });
        services.AddSingleton(provider => new AccessTokenRules(provider.GetRequiredService<IOptionsMonitor<BearerOptions>>().Get(BearerHandler.Name)));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(NeedsScope, policy => policy.RequireClaim("scope", new BearerOptions().Scope));
    }

    /// <summary>
    /// Protected resource metadata (RFC 9728 §2). NOTE: the resource's name stands for a public address; a client that asks
    /// <c>localhost</c> and checks §3.3 would have to be told the name first.
    /// </summary>
    public static void MapResourceMetadata(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/oauth-protected-resource", (IOptionsMonitor<BearerOptions> options) =>
        {
            var bearer = options.Get(BearerHandler.Name);
            return TypedResults.Ok(new ResourceMetadata(bearer.Resource, "Payments API", [bearer.Authority], [bearer.Scope], ["header"]));
        }).AllowAnonymous();

    // Written in snake_case, as all JSON of this API.
    private sealed record ResourceMetadata(
        string Resource, string ResourceName, string[] AuthorizationServers, string[] ScopesSupported, string[] BearerMethodsSupported);
}
