using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;

namespace PseIdentity.Server.Accounts;

/// <summary>A person ends sessions of their own; the applications in them are told.</summary>
internal sealed class OwnSessions(ISessionStore store, SessionEnding ending, ActivityStore activity, TimeProvider clock)
{
    /// <summary>False when the person has no live session of this name.</summary>
    public async Task<bool> EndAsync(BrowserSession here, string sid, Caller caller, CancellationToken ct)
    {
        var live = await store.OfUserAsync(here.UserId, clock.GetUtcNow(), ct);
        return live.FirstOrDefault(each => string.Equals(each.Sid, sid, StringComparison.Ordinal)) is { } session && await EndAsync(session, caller);
    }

    /// <summary>Every session but the one that asks; answers how many there were.</summary>
    public async Task<int> EndOthersAsync(BrowserSession here, Caller caller, CancellationToken ct)
    {
        var ended = 0;
        foreach (var session in await store.OfUserAsync(here.UserId, clock.GetUtcNow(), ct))
            if (session.Id != here.Id && await EndAsync(session, caller))
                ended++;
        return ended;
    }

    private async Task<bool> EndAsync(BrowserSession session, Caller caller)
    {
        if (await ending.EndAsync(session, "ended-by-owner") is null)
            return false;
        await activity.RecordAsync(caller.Event("session.ended", session.UserId, session.Sid));
        return true;
    }
}
