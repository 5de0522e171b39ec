using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Protocol.Clients;

/// <summary>
/// The public keys of clients: registered by value (<c>jwks</c>), or fetched from <c>jwks_uri</c> and fetched again when a signature names
/// a key that is not there. Nobody has been authenticated yet when this is asked, so an address is asked at most every half minute,
/// whether it answers or not, and callers who come meanwhile share the answer.
/// </summary>
public sealed class ClientKeys(GuardedHttp http, TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FetchAgainAfter = TimeSpan.FromSeconds(30);

    internal int MostRemembered { get; init; } = 10_000;

    internal int Remembered => byReference.Count;

    private readonly ConditionalWeakTable<Client, JwkSet> byValue = [];
    private readonly ConcurrentDictionary<string, Remote> byReference = new(StringComparer.Ordinal);

    /// <summary>True when a key of the client made the signature.</summary>
    public async ValueTask<bool> VerifyAsync(Client client, Jws jws, CancellationToken ct)
    {
        if (client.Metadata.JwksUri is not { } uri)
            return MadeBy(ByValue(client), jws);

        var remote = RemoteOf(uri);
        var now = clock.GetUtcNow();
        if (remote.Keys is { } known && now - remote.FetchedAt < KeepFor)
        {
            if (MadeBy(known, jws))
                return true;

            // The client may have rotated: an unknown kid is worth a look, a wrong signature is not.
            if (jws.KeyId is null || known.Candidates(jws.KeyId, jws.Algorithm).Any())
                return false;
        }
        await remote.FetchAsync(uri, http, now).WaitAsync(ct);
        return remote.Keys is { } fetched && MadeBy(fetched, jws);
    }

    /// <summary>The key to encrypt to with this <c>alg</c> (OpenID Connect Core §10.2); null when the client has none, or its address does not answer.</summary>
    public async ValueTask<EncryptionKey?> FindRecipientAsync(Client client, string algorithm, CancellationToken ct)
    {
        if (client.Metadata.JwksUri is not { } uri)
            return ByValue(client).Recipient(algorithm);

        var remote = RemoteOf(uri);
        var now = clock.GetUtcNow();
        if (remote.Keys is { } known && now - remote.FetchedAt < KeepFor && known.Recipient(algorithm) is { } recipient)
            return recipient;
        await remote.FetchAsync(uri, http, now).WaitAsync(ct);
        return remote.Keys?.Recipient(algorithm);
    }

    private JwkSet ByValue(Client client) =>
        byValue.GetValue(client, static c => c.Metadata.Jwks is { } json && JwkSet.TryParse(json) is { } set ? set : JwkSet.Empty);

    /// <summary>True when this is the RFC 7638 thumbprint of one of the client's keys.</summary>
    public async ValueTask<bool> HoldAsync(Client client, string thumbprint, CancellationToken ct)
    {
        if (client.Metadata.JwksUri is not { } uri)
            return Has(ByValue(client), thumbprint);

        var remote = RemoteOf(uri);
        var now = clock.GetUtcNow();
        if (remote.Keys is { } known && now - remote.FetchedAt < KeepFor && Has(known, thumbprint))
            return true;
        await remote.FetchAsync(uri, http, now).WaitAsync(ct);
        return remote.Keys is { } fetched && Has(fetched, thumbprint);
    }

    // Only addresses that clients registered come here; where anybody registers these are many, and a new one takes the place of any other.
    private Remote RemoteOf(string uri)
    {
        if (byReference.TryGetValue(uri, out var known))
            return known;
        if (byReference.Count >= MostRemembered)
            foreach (var (other, _) in byReference.Take(1))
                byReference.TryRemove(other, out _);
        return byReference.GetOrAdd(uri, static _ => new Remote());
    }

    private static bool Has(JwkSet keys, string thumbprint) => keys.Keys.Any(key => string.Equals(key.Thumbprint(), thumbprint, StringComparison.Ordinal));

    private static bool MadeBy(JwkSet keys, Jws jws)
    {
        foreach (var candidate in keys.Candidates(jws.KeyId, jws.Algorithm))
            if (VerificationKey.Create(candidate, jws.Algorithm) is { } key && jws.IsSignedBy(key))
                return true;
        return false;
    }

    private sealed class Remote
    {
        private readonly Lock gate = new();
        private Task fetching = Task.CompletedTask;
        private DateTimeOffset askedAt = DateTimeOffset.MinValue;

        public JwkSet? Keys { get; private set; }

        public DateTimeOffset FetchedAt { get; private set; } = DateTimeOffset.MinValue;

        public Task FetchAsync(string uri, GuardedHttp http, DateTimeOffset now)
        {
            lock (gate)
            {
                if (fetching.IsCompleted && now - askedAt >= FetchAgainAfter)
                {
                    askedAt = now;
                    fetching = AskAsync(uri, http, now);
                }
                return fetching;
            }
        }

        // One caller's hanging up must not cost the others the answer: no cancellation but the client's own time limit.
        private async Task AskAsync(string uri, GuardedHttp http, DateTimeOffset now)
        {
            if (await http.GetAsync(uri, CancellationToken.None) is { } body && JwkSet.TryParse(body) is { } set)
                (Keys, FetchedAt) = (set, now);
        }
    }
}
