using System.Net;
using PseIdentity.Protocol;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Hardening;

/// <summary>
/// The address for clients with certificates (RFC 8705 §5). What a proxy says about its caller's certificate is believed from
/// <c>Network:KnownProxies</c> alone (RFC 9440 §3.3); and nothing is served there but what clients ask.
/// </summary>
internal static class ClientCertificates
{
    // RFC 9440 §2.3 has a chain as well, which nothing here needs; other names, such as X-SSL-Client-Cert, are never read.
    private const string Chain = "Client-Cert-Chain";

    /// <summary>
    /// Before the proxies' other headers are applied, which change who seems to be calling and where: the address is the one of the request line or <c>Host</c>,
    /// because a proxy may pass on an <c>X-Forwarded-Host</c> that its caller made up. Away from the alias there are no certificates: a proxy that passes on
    /// whatever its callers send at the issuer's address would let anybody name somebody else's.
    /// </summary>
    public static void UseClientCertHeader(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<ProviderSettings>().KnownProxies;
        var alias = app.ApplicationServices.GetRequiredService<MtlsAlias>();
        app.Use((context, next) =>
        {
            var header = context.Request.Headers[ClientCertHeader.Name];
            context.Request.Headers.Remove(ClientCertHeader.Name);
            context.Request.Headers.Remove(Chain);
            if (!alias.IsOpen)
                return next(context);
            if (!alias.IsAskedAt(context.Request.Host.Value, context.Connection.LocalPort))
            {
                context.Connection.ClientCertificate = null;
                return next(context);
            }
            context.Features.Set(new AskedAtAlias());
            if (header.Count == 0 || !IsProxy(context.Connection.RemoteIpAddress, proxies))
                return next(context);

            // A proxy that sends something else is misconfigured: going on without a certificate would hide it.
            if (header is not [{ } value] || ClientCertHeader.Read(value) is not { } certificate)
                return RefuseAsync(context);
            context.Connection.ClientCertificate = certificate;
            context.Response.RegisterForDispose(certificate);
            return next(context);
        });
    }

    /// <summary>Under the alias there are no pages, no sign-in, and nothing that a browser could be led to.</summary>
    public static void UseMtlsAlias(this IApplicationBuilder app)
    {
        if (!app.ApplicationServices.GetRequiredService<MtlsAlias>().IsOpen)
            return;
        app.Use((context, next) =>
        {
            if (context.Features.Get<AskedAtAlias>() is null)
                return next(context);
            if (context.GetEndpoint()?.Metadata.GetMetadata<ProtocolRoute>() is { } route && MtlsAlias.Serves(route.Path))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new ErrorBody("invalid_request", "The Client-Cert header is malformed."), ErrorBodyJson.Default.ErrorBody);
    }

    private static bool IsProxy(IPAddress? address, IReadOnlyList<IPNetwork> proxies)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return proxies.Any(network => network.Contains(plain));
    }

    /// <summary>The request came to the alias.</summary>
    private sealed class AskedAtAlias;
}
