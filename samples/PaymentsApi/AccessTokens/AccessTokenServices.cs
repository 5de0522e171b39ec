using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace PaymentsApi.AccessTokens;

/// <summary>Makes the API a protected resource, and says so at its well-known address.</summary>
internal static class AccessTokenServices
{
    /// <summary>The policy of endpoints that need the scope; the others need a valid token for this API.</summary>
    public const string NeedsScope = "needs-scope";

    public static void AddAccessTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(AccessTokenHandler.Name).AddScheme<AccessTokenOptions, AccessTokenHandler>(AccessTokenHandler.Name, options =>
        {
            options.Authority = configuration["Oidc:Authority"] ?? options.Authority;
            options.Resource = configuration["Api:Resource"] ?? options.Resource;
            options.Url = (configuration["Api:Url"] ?? options.Url).TrimEnd('/');
        });
        services.AddSingleton<ProofMemory>();
        services.AddSingleton<DpopProofs>();
        services.AddSingleton<Possession>();
        services.AddSingleton(provider => new AccessTokenRules(provider.GetRequiredService<IOptionsMonitor<AccessTokenOptions>>().Get(AccessTokenHandler.Name)));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(NeedsScope, policy => policy.RequireClaim("scope", new AccessTokenOptions().Scope));
    }

    /// <summary>
    /// Protected resource metadata (RFC 9728 §2). NOTE: the resource's name stands for a public address; a client that asks
    /// <c>localhost</c> and checks §3.3 would have to be told the name first.
    /// </summary>
    public static void MapResourceMetadata(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/oauth-protected-resource", (IOptionsMonitor<AccessTokenOptions> options) =>
        {
            var resource = options.Get(AccessTokenHandler.Name);
            return TypedResults.Ok(new ResourceMetadata(resource.Resource, "Payments API", [resource.Authority], [resource.Scope], ["header"],
                DpopProofs.Algorithms, resource.Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)));
        }).AllowAnonymous();

    // Written in snake_case, as all JSON of this API.
    private sealed record ResourceMetadata(
        string Resource, string ResourceName, string[] AuthorizationServers, string[] ScopesSupported, string[] BearerMethodsSupported,
        string[] DpopSigningAlgValuesSupported, bool TlsClientCertificateBoundAccessTokens);
}
