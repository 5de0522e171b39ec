using Microsoft.AspNetCore.HttpOverrides;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Hardening;

/// <summary>Forwarded headers are believed from <c>Network:KnownProxies</c> and from nobody else.</summary>
internal static class KnownProxies
{
    public static void UseKnownProxies(this IApplicationBuilder app)
    {
        var settings = app.ApplicationServices.GetRequiredService<ProviderSettings>();
        if (settings.KnownProxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            // Not -Proto: the scheme is the issuer's, whatever a proxy speaks to us.
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost,
            // A chain is followed for as long as each hop is one of them.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.KnownProxies)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
