using System.Collections.Concurrent;
using System.Net;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>
/// The metadata and keys of providers, fetched from where they publish them and remembered by each node: so many providers, and of more of them
/// whoever was asked for last.
/// </summary>
internal sealed class ProviderDocuments(GuardedHttp http, TimeProvider clock)
{
    internal int MostKept { get; init; } = 500;

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    internal int Kept => entries.Count;

    /// <exception cref="UpstreamException">It cannot be had, or it is not that of this authority.</exception>
    public ValueTask<ProviderMetadata> MetadataAsync(string authority, CancellationToken ct) => EntryOf(authority).Metadata.GetAsync(ct);

    /// <summary>The metadata as it is now, whatever is remembered.</summary>
    /// <inheritdoc cref="MetadataAsync"/>
    public Task<ProviderMetadata> FetchMetadataAsync(string authority) => ReadMetadataAsync(authority);

    /// <summary>The keys that it signs with.</summary>
    /// <param name="newest">Fetched again, once a minute at most: a signature names a key that is not there, so it may have changed its keys (OpenID Connect Core §10.1.1).</param>
    /// <exception cref="UpstreamException">They cannot be had.</exception>
    public ValueTask<JwkSet> KeysAsync(ProviderMetadata metadata, bool newest, CancellationToken ct)
    {
        var keys = EntryOf(metadata.Issuer).KeysAt(metadata.JwksUri, uri => new RemoteDocument<JwkSet>(() => FetchKeysAsync(uri), clock));
        return newest ? keys.GetNewestAsync(ct) : keys.GetAsync(ct);
    }

    public async Task<JwkSet> FetchKeysAsync(string uri) =>
        JwkSet.TryParse(await GetAsync(uri)) ?? throw OpenIdRefuse.Configuration($"jwks_uri holds no key set of {JwkSet.MostKeys} keys at most");

    private Entry EntryOf(string authority)
    {
        if (!entries.TryGetValue(authority, out var entry))
        {
            if (entries.Count >= MostKept)
                entries.TryRemove(entries.MinBy(each => each.Value.UsedAt));
            entry = entries.GetOrAdd(authority, name => new Entry(new RemoteDocument<ProviderMetadata>(() => ReadMetadataAsync(name), clock)));
        }
        entry.UsedAt = clock.GetUtcNow();
        return entry;
    }

    private async Task<ProviderMetadata> ReadMetadataAsync(string authority) => ProviderMetadata.Read(await GetAsync(ProviderMetadata.AddressFor(authority)), authority);

    private async Task<byte[]> GetAsync(string uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Accept.ParseAdd("application/json");
        var answer = await http.AskAsync(request, CancellationToken.None)
            ?? throw OpenIdRefuse.Unreachable($"{uri} did not answer in time and size, or may not be asked (Network:AllowedHosts)");

        // Discovery §4.2: "A successful response MUST use the 200 OK HTTP status code". No redirect is followed.
        return answer.Status == HttpStatusCode.OK ? answer.Body : throw OpenIdRefuse.Unreachable($"{uri} answered {(int)answer.Status}");
    }

    private sealed class Entry(RemoteDocument<ProviderMetadata> metadata)
    {
        private readonly Lock gate = new();
        private string? keysUri;
        private RemoteDocument<JwkSet>? keys;

        public RemoteDocument<ProviderMetadata> Metadata => metadata;

        public DateTimeOffset UsedAt { get; set; }

        public RemoteDocument<JwkSet> KeysAt(string uri, Func<string, RemoteDocument<JwkSet>> make)
        {
            lock (gate)
            {
                if (keys is null || keysUri != uri)
                    (keysUri, keys) = (uri, make(uri));
                return keys;
            }
        }
    }
}
