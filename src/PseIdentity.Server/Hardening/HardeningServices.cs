using Microsoft.AspNetCore.Http.Features;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Operations;

namespace PseIdentity.Server.Hardening;

/// <summary>What stands between the network and the pages and endpoints.</summary>
internal static class HardeningServices
{
    /// <summary>Nothing that is posted here is large; a client's key set is the largest.</summary>
    private const int LargestBody = 64 * 1024;

    public static WebApplicationBuilder AddHardening(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            Listeners.Configure(kestrel, builder.Configuration);
        });
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueCountLimit = 128;
            form.KeyLengthLimit = 256;
            form.ValueLengthLimit = LargestBody;
            form.BufferBodyLengthLimit = LargestBody;
            form.MultipartBodyLengthLimit = LargestBody;
        });
        builder.Services.AddRateLimits();
        builder.Services.AddForgeryProtection();
        return builder;
    }

    // A page names a file with its hash (asp-append-version), so that a changed file has another address.
    private static StaticFileOptions StaticFiles() => new()
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    };

    // Whatever the machine's own language is; a page then finds its reader's (PageLanguage), a mail its recipient's.
    private static async Task EnglishFirst(HttpContext context, RequestDelegate next)
    {
        using var speaking = new Speaking(Languages.Default);
        await next(context);
    }

    /// <summary>In this order: who calls, what every answer carries, what happens to errors, which address this is; then routing, then limits, then whether people are served.</summary>
    public static WebApplication UseHardening(this WebApplication app)
    {
        app.UseClientCertHeader();
        app.UseKnownProxies();
        app.UseMiddleware<SecurityHeaders>();
        app.UseIssuerPath();
        app.UseMiddleware<PageAnswers>();
        app.UseFaults();
        app.Use(EnglishFirst);
        app.UseStaticFiles(StaticFiles());
        app.UseRouting();
        app.UseMtlsAlias();
        app.UseIssuerHost();
        app.UseRateLimiter();
        app.UseMiddleware<MaintenanceGate>();
        return app;
    }
}
