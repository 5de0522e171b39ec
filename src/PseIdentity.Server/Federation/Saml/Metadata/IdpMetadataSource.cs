using System.Collections.Concurrent;
using System.Text;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml.Metadata;

/// <summary>
/// The metadata of providers, as this node knows it: given as text, or fetched and fetched again. What was fetched last holds while the address does not
/// answer, until its own <c>validUntil</c>. Callers who come meanwhile share one fetch.
/// </summary>
internal sealed partial class IdpMetadataSource(GuardedHttp http, TimeProvider clock, ILogger<IdpMetadataSource> log)
{
    private static readonly TimeSpan ShortestCache = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UsualCache = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestCache = TimeSpan.FromDays(1);

    internal int MostKept { get; init; } = 1_000;

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <exception cref="UpstreamException">There is none that can be used.</exception>
    public async ValueTask<IdpMetadata> FindAsync(IdentityProvider provider, CancellationToken ct)
    {
        var (entry, now) = (EntryOf(provider), clock.GetUtcNow());
        if (now >= entry.FreshUntil)
            await entry.LoadOnceAsync(() => LoadAsync(provider, entry)).WaitAsync(ct);
        return Valid(entry);
    }

    /// <summary>The metadata after another look, because a signature was made by no key in it; null where nothing new can be learned.</summary>
    public async ValueTask<IdpMetadata?> FindAgainAsync(IdentityProvider provider, CancellationToken ct)
    {
        var (entry, before) = (EntryOf(provider), EntryOf(provider).Metadata);
        if (provider.Saml?.Metadata is not null || clock.GetUtcNow() - entry.AskedAt < ShortestCache)
            return null;
        await entry.LoadOnceAsync(() => LoadAsync(provider, entry)).WaitAsync(ct);
        return ReferenceEquals(before, entry.Metadata) ? null : Valid(entry);
    }

    /// <summary>The metadata as it is now, whatever is remembered.</summary>
    // One caller's hanging up must not cost the others the answer: no cancellation but the network guard's own time limit.
    public async Task<IdpMetadata> ReadAsync(IdentityProvider provider) => provider.Saml switch
    {
        { Metadata: { } text } => IdpMetadataReader.Read(Encoding.UTF8.GetBytes(text), provider.Authority),
        { MetadataUrl: { } address } when await http.GetAsync(address, CancellationToken.None) is { } body => IdpMetadataReader.Read(body, provider.Authority),
        { MetadataUrl: not null } => throw SamlRefuse.Unreachable("the address of the metadata does not answer"),
        _ => throw SamlRefuse.Configuration("the provider has neither metadata nor an address of it"),
    };

    // Metadata §2.3.2: "metadata SHOULD NOT be used" past its validUntil.
    private IdpMetadata Valid(Entry entry)
    {
        if (entry.Metadata is not { } metadata)
            throw entry.Refusal ?? SamlRefuse.Configuration("the provider's metadata is not there");
        if (metadata.ValidUntil <= clock.GetUtcNow())
            throw SamlRefuse.Configuration($"the provider's metadata was valid until {metadata.ValidUntil:u}");
        return metadata;
    }

    private Entry EntryOf(IdentityProvider provider)
    {
        // A changed definition is another entry.
        var key = string.Join('\n', provider.Name, provider.Authority, provider.Saml?.MetadataUrl, provider.Saml?.Metadata);
        var entry = entries.GetOrAdd(key, static _ => new Entry());
        entry.UsedAt = clock.GetUtcNow();
        if (entries.Count > MostKept)
            entries.TryRemove(entries.MinBy(each => each.Value.UsedAt));
        return entry;
    }

    private async Task LoadAsync(IdentityProvider provider, Entry entry)
    {
        var now = entry.AskedAt = clock.GetUtcNow();
        entry.FreshUntil = now + ShortestCache;
        try
        {
            entry.Metadata = await ReadAsync(provider);
            entry.FreshUntil = now + Fresh(entry.Metadata, now);
            foreach (var key in entry.Metadata.Keys)
                if (key.ExpiresAt < now)
                    CertificateExpired(log, provider.Name, key.ExpiresAt);
        }
        catch (UpstreamException refusal)
        {
            entry.Refusal = refusal;
            Unusable(log, provider.Name, refusal.Message);
        }
    }

    private static TimeSpan Fresh(IdpMetadata metadata, DateTimeOffset now)
    {
        var wanted = metadata.CacheDuration ?? UsualCache;
        if (metadata.ValidUntil is { } until && until - now < wanted)
            wanted = until - now;
        return wanted < ShortestCache ? ShortestCache : wanted > LongestCache ? LongestCache : wanted;
    }

    private sealed class Entry
    {
        private readonly Lock gate = new();
        private Task loading = Task.CompletedTask;

        public IdpMetadata? Metadata { get; set; }
        public UpstreamException? Refusal { get; set; }
        public DateTimeOffset AskedAt { get; set; } = DateTimeOffset.MinValue;
        public DateTimeOffset FreshUntil { get; set; } = DateTimeOffset.MinValue;
        public DateTimeOffset UsedAt { get; set; }

        public Task LoadOnceAsync(Func<Task> load)
        {
            lock (gate)
                return loading.IsCompleted ? loading = load() : loading;
        }
    }

    [LoggerMessage(4101, LogLevel.Warning, "The metadata of the provider {Provider} cannot be used: {Reason}")]
    private static partial void Unusable(ILogger log, string provider, string reason);

    [LoggerMessage(4102, LogLevel.Warning, "A certificate in the metadata of the provider {Provider} expired at {ExpiredAt:u}; its key counts until the metadata changes")]
    private static partial void CertificateExpired(ILogger log, string provider, DateTimeOffset expiredAt);
}
