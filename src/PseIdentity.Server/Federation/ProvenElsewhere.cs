using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation;

/// <summary>What a company's word is worth for somebody who is signed in here.</summary>
internal sealed class ProvenElsewhere(FederatedIdentityStore links, UpstreamSessionStore sessions, Upstreams upstreams)
{
    /// <summary>Whether a company's provider, whose word counts, may sign the person in more strongly than they can here.</summary>
    public async ValueTask<bool> MayVouchAsync(Guid userId, CancellationToken ct)
    {
        foreach (var link in await links.OfUserAsync(userId, ct))
            if (await upstreams.FindAsync(link.Provider, ct) is { Provider.TrustsAmr: true })
                return true;
        return false;
    }

    /// <summary>The company that a session came from, as people know it; null for one of our own.</summary>
    public async ValueTask<string?> CompanyOfAsync(Guid sessionId, CancellationToken ct) =>
        await sessions.FindAsync(sessionId, ct) is { } from && await upstreams.FindAsync(from.Provider, ct) is { } upstream ? upstream.Provider.DisplayName : null;
}
