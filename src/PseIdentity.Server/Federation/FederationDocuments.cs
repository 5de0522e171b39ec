using System.Buffers;
using System.Text.Json;
using PseIdentity.Server.Federation.OpenIdConnect;
using PseIdentity.Server.Hardening;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation;

/// <summary>What providers upstream read of us: our keys, and for each provider a description of ourselves.</summary>
internal static class FederationDocuments
{
    // RFC 9111 §5.2.2.1: a new key is known everywhere before it is used a second time.
    private const string Cache = "public, max-age=900";

    public static void MapFederationDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(FederationPaths.Keys, KeysAsync).RequireRateLimiting(RateLimits.Protocol);
        routes.MapGet(FederationPaths.Metadata + "{provider}", DescribeAsync).RequireRateLimiting(RateLimits.Protocol);
    }

    private static async Task<IResult> KeysAsync(HttpContext context, FederationKeys keys, CancellationToken ct)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            PublishedKeys.Write(json, await keys.AllAsync(ct));
            json.WriteEndObject();
        }
        context.Response.Headers.CacheControl = Cache;
        return Results.Bytes(buffer.WrittenMemory, "application/jwk-set+json"); // RFC 7517 §8.5.2
    }

    // Also of a provider that is switched off: it is connected before it is switched on.
    private static async Task<IResult> DescribeAsync(HttpContext context, string provider, IdentityProviderStore providers, IEnumerable<IUpstreamSetup> setups, CancellationToken ct)
    {
        if (await providers.FindAsync(provider, ct) is not { } row || setups.FirstOrDefault(each => each.Protocol == row.Protocol) is not { } setup)
            return Results.NotFound();
        var document = await setup.DescribeAsync(row, ct);
        context.Response.Headers.CacheControl = Cache;
        return Results.Bytes(document.Content, document.MediaType);
    }
}
