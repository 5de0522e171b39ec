using PseIdentity.Protocol.Grants;

namespace PseIdentity.Testing.Memory;

/// <summary>A grant, or, without one, the mark of a code that was revoked before it was redeemed.</summary>
internal sealed class MemoryGrant(Grant? grant)
{
    public Grant? Grant { get; set; } = grant;

    public bool Revoked { get; set; }
}

public sealed class MemoryGrantStore : IGrantStore
{
    private readonly MemoryData data;
    private readonly Dictionary<string, DateTimeOffset> denied = new(StringComparer.Ordinal);

    internal MemoryGrantStore(MemoryData data) => this.data = data;

    public ValueTask<RedemptionResult> TryRedeemAsync(Grant grant, RedemptionGate gate)
    {
        lock (data.Gate)
        {
            if (data.Grants.ContainsKey(grant.Id))
                return new(RedemptionResult.Replayed);
            if (!data.Sessions.TryGetValue(grant.SessionId, out var session) || !session.IsLive(grant.UsedAt) || session.Session.UserId != grant.UserId
                || !data.Users.TryGetValue(grant.UserId, out var user) || user.Stamp != gate.UserStamp
                || !data.Clients.ContainsKey(grant.ClientId)
                || (data.Consents.TryGetValue((grant.UserId, grant.ClientId), out var consent) && consent.WithdrawnAt >= gate.IssuedAt))
                return new(RedemptionResult.Closed);
            data.Grants.Add(grant.Id, new MemoryGrant(grant));
            session.Clients.Add(grant.ClientId);
            return new(RedemptionResult.Redeemed);
        }
    }

    public ValueTask<Grant?> FindLiveAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
            return new(Usable(id, now) is { } grant && grant.ExpiresAt > now ? grant : null);
    }

    public ValueTask<bool> TryRotateAsync(Guid id, int presented, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        lock (data.Gate)
        {
            if (!data.Grants.TryGetValue(id, out var row) || row is not { Revoked: false, Grant: { } grant } || grant.ExpiresAt <= now || grant.Generation > presented)
                return new(false);
            row.Grant = grant with { Generation = presented + 1, UsedAt = now, ExpiresAt = expiresAt };
            return new(true);
        }
    }

    public ValueTask TouchAsync(Guid id, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct)
    {
        lock (data.Gate)
        {
            if (data.Grants.TryGetValue(id, out var row) && row is { Revoked: false, Grant: { } grant } && grant.UsedAt < now)
                row.Grant = grant with { UsedAt = now, ExpiresAt = expiresAt };
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<bool> RevokeAsync(Guid id, string reason, DateTimeOffset now, PseIdentity.Protocol.Events.IdentityEvent? happened = null)
    {
        lock (data.Gate)
        {
            if (!data.Grants.TryGetValue(id, out var row))
                data.Grants.Add(id, row = new MemoryGrant(null));
            var first = !row.Revoked;
            row.Revoked = true;
            if (data.Grants.TryGetValue(Grant.FrontOf(id), out var front))
                front.Revoked = true;
            return new(first);
        }
    }

    public ValueTask DenyAccessTokenAsync(string jti, DateTimeOffset expiresAt, CancellationToken ct)
    {
        lock (data.Gate)
            denied.TryAdd(jti, expiresAt);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsDeniedAsync(string jti, CancellationToken ct)
    {
        lock (data.Gate)
            return new(denied.ContainsKey(jti));
    }

    public ValueTask<PersonOfToken?> FindUserOfAccessTokenAsync(Guid grantId, string jti, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
            return new(Usable(grantId, now) is { } grant && !denied.ContainsKey(jti) ? new PersonOfToken(data.Users[grant.UserId], grant.ClientId, grant.Claims, grant.Resources) : null);
    }

    private Grant? Usable(Guid id, DateTimeOffset now)
    {
        if (!data.Grants.TryGetValue(id, out var row) || row is not { Revoked: false, Grant: { } grant }
            || !data.Users.TryGetValue(grant.UserId, out var user) || !data.Clients.ContainsKey(grant.ClientId))
            return null;
        var sessionLives = data.Sessions.TryGetValue(grant.SessionId, out var session) && session.IsLive(now);
        return grant.Offline || sessionLives ? grant with { Subject = user.Subject } : null;
    }
}
