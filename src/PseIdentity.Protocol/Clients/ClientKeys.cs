using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Protocol.Clients;

/// <summary>
/// The public keys of clients: registered by value (<c>jwks</c>), or fetched from <c>jwks_uri</c> and fetched again when a signature names
/// a key that is not there, at most every half minute.
/// </summary>
public sealed class ClientKeys(GuardedHttp http, TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FetchAgainAfter = TimeSpan.FromSeconds(30);

    private sealed record Fetched(JwkSet Keys, DateTimeOffset At);

    private readonly ConditionalWeakTable<Client, JwkSet> byValue = [];
    private readonly ConcurrentDictionary<string, Fetched> byReference = new(StringComparer.Ordinal);

    /// <summary>True when a key of the client made the signature.</summary>
    public async ValueTask<bool> VerifyAsync(Client client, Jws jws, CancellationToken ct)
    {
        if (client.Metadata.JwksUri is not { } uri)
            return MadeBy(byValue.GetValue(client, static c => c.Metadata.Jwks is { } json && JwkSet.TryParse(json) is { } set ? set : JwkSet.Empty), jws);

        var now = clock.GetUtcNow();
        if (byReference.TryGetValue(uri, out var known) && now - known.At < KeepFor)
        {
            if (MadeBy(known.Keys, jws))
                return true;

            // The client may have rotated: an unknown kid is worth a look, a wrong signature is not.
            if (jws.KeyId is null || known.Keys.Candidates(jws.KeyId, jws.Algorithm).Any() || now - known.At < FetchAgainAfter)
                return false;
        }
        if (await http.GetAsync(uri, ct) is not { } body || JwkSet.TryParse(body) is not { } fetched)
            return known is not null && MadeBy(known.Keys, jws);
        byReference[uri] = new Fetched(fetched, now);
        return MadeBy(fetched, jws);
    }

    private static bool MadeBy(JwkSet keys, Jws jws)
    {
        foreach (var candidate in keys.Candidates(jws.KeyId, jws.Algorithm))
            if (VerificationKey.Create(candidate, jws.Algorithm) is { } key && jws.IsSignedBy(key))
                return true;
        return false;
    }
}
