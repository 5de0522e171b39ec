namespace PaymentsApi;

/// <summary>Applications in browsers that may call the API (the Fetch standard's CORS protocol): <c>Api:BrowserOrigins</c>, none by default.</summary>
internal static class BrowserOrigins
{
    public static void AddBrowserOrigins(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.GetSection("Api:BrowserOrigins").Get<string[]>() ?? [];

        // No cookies: the token is what counts, and the page sends it itself.
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins).WithMethods("GET", "POST").WithHeaders("authorization", "content-type", "dpop").WithExposedHeaders("www-authenticate")));
    }
}
