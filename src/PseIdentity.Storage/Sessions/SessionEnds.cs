using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Consents;
using PseIdentity.Storage.Logout;
using PseIdentity.Storage.Outbox;
using PseIdentity.Storage.Secrets;

namespace PseIdentity.Storage.Sessions;

/// <summary>
/// The one place where sessions end, whoever ends them: marked, their grants revoked, and a notice left for each relying party that registered
/// an address (Back-Channel Logout §2.7). All of it happens in the transaction of the model that is handed in.
/// </summary>
internal sealed class SessionEnds(RootKey root)
{
    private readonly OutboxRows outbox = new(root);

    /// <summary>A relying party's session at the provider.</summary>
    private sealed record Visit(string ClientId, string Sid, string Subject);

    /// <summary>Ends one session; null when it had ended already.</summary>
    public Task<EndedSession?> EndAsync(IdentityDb model, Guid id, string reason, DateTimeOffset now, CancellationToken ct) =>
        EndOneAsync(model, id, model.Sessions.Where(row => row.Id == id && row.EndedAt == null), reason, now, ct);

    /// <summary>Ends a session that has run out; null when it was used meanwhile, or had ended.</summary>
    public Task<EndedSession?> ExpireAsync(IdentityDb model, Guid id, DateTimeOffset now, CancellationToken ct) =>
        EndOneAsync(model, id, model.Sessions.Where(row => row.Id == id && row.EndedAt == null && row.LiveUntil <= now), "expired", now, ct);

    /// <summary>Ends a person's access altogether: every session, and every grant, those that outlive sessions too.</summary>
    public async Task EndAllOfAsync(IdentityDb model, Guid userId, string subject, string reason, DateTimeOffset now, CancellationToken ct)
    {
        // Those that another transaction ends meanwhile carry another mark, and their clients are told by it.
        var live = await model.Sessions.Where(row => row.UserId == userId && row.EndedAt == null).Select(row => row.Id).ToListAsync(ct);
        await model.Sessions.Where(row => row.UserId == userId && row.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.EndedAt, now).SetProperty(row => row.EndReason, reason), ct);
        var visits = await model.SessionClients.Where(row => live.Contains(row.SessionId))
            .Join(model.Sessions.Where(session => session.EndedAt == now && session.EndReason == reason), row => row.SessionId, session => session.Id,
                (row, session) => new Visit(row.ClientId, session.Sid, subject)).ToListAsync(ct);

        // A grant that outlived its session keeps the person signed in at the relying party.
        var granted = await model.Grants.Where(row => row.UserId == userId && row.RevokedAt == null && row.ExpiresAt > now && row.ClientId != null && row.Sid != null)
            .Select(row => new { row.ClientId, row.Sid }).Distinct().ToListAsync(ct);
        await model.Grants.Where(row => row.UserId == userId && row.RevokedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RevokedAt, now).SetProperty(row => row.RevokeReason, reason), ct);
        await TellAsync(model, visits.Union(granted.Select(row => new Visit(row.ClientId ?? "", row.Sid ?? "", subject))), reason, now, ct);
    }

    /// <summary>A client is being removed: it leaves every session, and hears of it as long as it is known where.</summary>
    public async Task LeaveAsync(IdentityDb model, string clientId, ClientMetadata client, string reason, DateTimeOffset now, CancellationToken ct)
    {
        var visits = await model.SessionClients.Where(row => row.ClientId == clientId)
            .Join(model.Sessions.Where(session => session.EndedAt == null), row => row.SessionId, session => session.Id, (row, session) => session)
            .Join(model.Users, session => session.UserId, user => user.Id, (session, user) => new Visit(clientId, session.Sid, user.Subject)).ToListAsync(ct);
        await model.SessionClients.Where(row => row.ClientId == clientId).ExecuteDeleteAsync(ct);
        foreach (var visit in visits)
            Tell(model, visit, client, leaving: true, reason, now);
        await model.SaveChangesAsync(ct);
    }

    /// <summary>The person takes everything back from one client: consent, grants and sessions; it hears of each session that it leaves.</summary>
    public async Task<bool> DisconnectAsync(IdentityDb model, Guid userId, string clientId, DateTimeOffset now, CancellationToken ct)
    {
        const string reason = "consent-withdrawn";
        // Redemptions hold the person's row: writing it waits for those that are half way, and their grants are seen below.
        await model.Users.Where(row => row.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Stamp, row => row.Stamp), ct);
        var subject = await model.Users.Where(row => row.Id == userId).Select(row => row.Subject).SingleAsync(ct);

        var taken = await model.Consents.Where(row => row.UserId == userId && row.ClientId == clientId && row.Scopes != null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Scopes, (string?)null).SetProperty(row => row.WithdrawnAt, now), ct);
        var grants = model.Grants.Where(row => row.UserId == userId && row.ClientId == clientId && row.RevokedAt == null);
        var sids = await grants.Where(row => row.ExpiresAt > now && row.Sid != null).Select(row => row.Sid ?? "").ToListAsync(ct);
        taken += await grants.ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now).SetProperty(row => row.RevokeReason, reason), ct);

        var sessions = model.Sessions.Where(row => row.UserId == userId && row.EndedAt == null);
        sids.AddRange(await model.SessionClients.Where(row => row.ClientId == clientId).Join(sessions, row => row.SessionId, session => session.Id, (row, session) => session.Sid).ToListAsync(ct));
        taken += await model.SessionClients.Where(row => row.ClientId == clientId && sessions.Any(session => session.Id == row.SessionId)).ExecuteDeleteAsync(ct);
        // Where consent was never asked for, the mark makes codes that are on their way worthless, too.
        if (taken > 0 && !await model.Consents.AnyAsync(row => row.UserId == userId && row.ClientId == clientId, ct))
            model.Consents.Add(new ConsentRow { UserId = userId, ClientId = clientId, GrantedAt = now, WithdrawnAt = now });
        await TellAsync(model, sids.Distinct(StringComparer.Ordinal).Select(sid => new Visit(clientId, sid, subject)), reason, now, ct);
        await model.SaveChangesAsync(ct);
        return taken > 0;
    }

    private async Task<EndedSession?> EndOneAsync(IdentityDb model, Guid id, IQueryable<SessionRow> it, string reason, DateTimeOffset now, CancellationToken ct)
    {
        // The row comes first: a redemption either has committed, and its client and grant are seen below, or will find the session ended.
        if (await it.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now).SetProperty(row => row.EndReason, reason), ct) == 0)
            return null;
        await model.Grants.Where(row => row.SessionId == id && !row.Offline && row.RevokedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RevokedAt, now).SetProperty(row => row.RevokeReason, reason), ct);

        var session = await model.Sessions.Where(row => row.Id == id)
            .Join(model.Users, row => row.UserId, user => user.Id, (row, user) => new { row.Sid, user.Subject }).SingleAsync(ct);
        var clients = await model.SessionClients.Where(row => row.SessionId == id).Select(row => row.ClientId).Order().ToListAsync(ct);
        await TellAsync(model, clients.Select(client => new Visit(client, session.Sid, session.Subject)), reason, now, ct);
        return new EndedSession(session.Sid, clients);
    }

    private async Task TellAsync(IdentityDb model, IEnumerable<Visit> visits, string reason, DateTimeOffset now, CancellationToken ct)
    {
        var known = visits.ToList();
        if (known.Count == 0)
            return;
        var ids = known.Select(visit => visit.ClientId).Distinct().ToList();
        // Disabled and removed clients are stale: nobody is told.
        var clients = await model.Clients.AsNoTracking().Where(row => ids.Contains(row.ClientId) && row.Enabled).ToDictionaryAsync(row => row.ClientId, ct);
        foreach (var visit in known)
            if (clients.TryGetValue(visit.ClientId, out var client))
                Tell(model, visit, ClientStore.Parse(client.Metadata), leaving: false, reason, now);
        await model.SaveChangesAsync(ct);
    }

    private void Tell(IdentityDb model, Visit visit, ClientMetadata client, bool leaving, string reason, DateTimeOffset now)
    {
        if (LogoutNotice.For(visit.ClientId, client, visit.Subject, visit.Sid, leaving) is not { } message)
            return;
        var row = outbox.Make(message, now);
        model.Outbox.Add(row);
        model.LogoutDeliveries.Add(new LogoutDeliveryRow { Id = row.Id, ClientId = visit.ClientId, Sid = visit.Sid, Reason = reason, EnqueuedAt = now });
    }
}
