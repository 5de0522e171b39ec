using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Devices;

/// <summary>A browser that a person has signed in on.</summary>
public sealed record Device
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public string? UserAgent { get; init; }

    public string? Address { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Until when the second factor is not asked for here; null where it always is.</summary>
    public DateTimeOffset? TrustedUntil { get; init; }

    /// <summary>Whether the cookie was the newest one, or the one before it: a copy that was used after its owner signed in again.</summary>
    public bool IsCurrent { get; init; } = true;
}

/// <summary>A sign-in on a browser.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Cookie">The hash of the cookie that came; null where none did.</param>
/// <param name="NewCookie">The hash of the one that takes its place.</param>
/// <param name="Trust">From now on the second factor is not asked for here until then; null leaves it as it is.</param>
public sealed record DeviceVisit(Guid UserId, byte[]? Cookie, byte[] NewCookie, string? UserAgent, string? Address, DateTimeOffset? Trust, DateTimeOffset ExpiresAt);

/// <summary>Browsers that people have signed in on. Several people may share one: each has a row of their own under the same cookie.</summary>
public sealed class DeviceStore
{
    private const string Columns = "id, user_id, user_agent, address, created_at, last_seen_at, trusted_until";

    private static readonly Statement Find = new($"""
        SELECT {Columns}, CASE WHEN token_hash = $2 THEN 1 ELSE 0 END FROM devices
        WHERE user_id = $1 AND (token_hash = $2 OR former_hash = $2) AND expires_at > $3
        """);

    private static readonly Statement OfUser = new($"SELECT {Columns}, 1 FROM devices WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id");

    private static readonly Statement AnyOther = new("SELECT 1 FROM devices WHERE user_id = $1 AND token_hash <> $2 AND expires_at > $3 LIMIT 1");

    // Everybody's rows of this browser move to the new cookie. A cookie of before moves them only for a tab that was on its way:
    // otherwise an old copy would become the current one by a sign-in to any other account.
    private static readonly Statement Rotate = new("""
        UPDATE devices SET former_hash = token_hash, token_hash = $2 WHERE token_hash = $1 OR (former_hash = $1 AND last_seen_at > $3)
        """);

    private static readonly TimeSpan FormerCookieMoves = TimeSpan.FromMinutes(2);

    private static readonly Statement See = new("""
        UPDATE devices SET user_agent = $3, address = $4, last_seen_at = $5, expires_at = $6, trusted_until = COALESCE($7, trusted_until) WHERE user_id = $1 AND token_hash = $2
        """);

    private static readonly Statement Insert = new("""
        INSERT INTO devices (id, user_id, token_hash, user_agent, address, created_at, last_seen_at, trusted_until, expires_at)
        VALUES ($8, $1, $2, $3, $4, $5, $5, $7, $6) ON CONFLICT (user_id, token_hash) DO NOTHING
        """);

    private static readonly Statement RemoveOne = new("DELETE FROM devices WHERE id = $1 AND user_id = $2");

    private static readonly Statement RemoveAll = new("DELETE FROM devices WHERE user_id = $1");

    private static readonly Statement DistrustAll = new("UPDATE devices SET trusted_until = NULL WHERE user_id = $1 AND trusted_until IS NOT NULL");

    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal DeviceStore(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>The person's device with this cookie, also by the cookie before; null for one that is not known.</summary>
    public ValueTask<Device?> FindAsync(Guid userId, byte[] cookie, CancellationToken ct) =>
        database.FirstAsync(Find.With(userId, cookie, clock.GetUtcNow()), Read, ct);

    /// <summary>The person's devices, last used first.</summary>
    public ValueTask<IReadOnlyList<Device>> OfUserAsync(Guid userId, CancellationToken ct) => database.ListAsync(OfUser.With(userId, clock.GetUtcNow()), Read, ct);

    /// <summary>Whether the person is known on another device than the one with this cookie.</summary>
    public ValueTask<bool> AnyOtherAsync(Guid userId, byte[] cookie, CancellationToken ct) => database.FirstAsync(AnyOther.With(userId, cookie, clock.GetUtcNow()), _ => true, ct);

    /// <summary>Remembers a sign-in, and moves the browser to its new cookie; true where this device is new to the person.</summary>
    public ValueTask<bool> SeenAsync(DeviceVisit visit) => database.TransactionAsync(async transaction =>
    {
        // What was proven must not be half remembered: no cancellation.
        var now = clock.GetUtcNow();
        if (visit.Cookie is { } before)
            await transaction.ExecuteAsync(Rotate.With(before, visit.NewCookie, now - FormerCookieMoves));
        if (await transaction.ExecuteAsync(See.With(visit.UserId, visit.NewCookie, visit.UserAgent, visit.Address, now, visit.ExpiresAt, visit.Trust)) > 0)
            return false;
        await transaction.ExecuteAsync(Insert.With(
            visit.UserId, visit.NewCookie, visit.UserAgent, visit.Address, now, visit.ExpiresAt, visit.Trust, Guid.CreateVersion7(now)));
        return true;
    }, CancellationToken.None);

    /// <summary>Forgets a device of the person: it is trusted no more, and new when it comes back.</summary>
    public ValueTask<bool> RemoveAsync(Guid userId, Guid id, IdentityEvent happened, CancellationToken ct) => RemoveAsync(RemoveOne.With(id, userId), happened, ct);

    /// <summary>Forgets them all.</summary>
    public ValueTask<bool> RemoveAllAsync(Guid userId, IdentityEvent happened, CancellationToken ct) => RemoveAsync(RemoveAll.With(userId), happened, ct);

    /// <summary>The second factor is asked for everywhere again.</summary>
    public async ValueTask DistrustAllAsync(Guid userId, CancellationToken ct) => await database.ExecuteAsync(DistrustAll.With(userId), ct);

    // What was forgotten is recorded with it.
    private ValueTask<bool> RemoveAsync(Call removal, IdentityEvent happened, CancellationToken ct) => database.TransactionAsync(async transaction =>
    {
        if (await transaction.ExecuteAsync(removal) == 0)
            return false;
        await transaction.ExecuteAsync(EventLog.Append(clock.GetUtcNow(), happened));
        return true;
    }, ct);

    private static Device Read(SqlRow row) => new()
    {
        Id = row.Id(0),
        UserId = row.Id(1),
        UserAgent = row.TextOrNull(2),
        Address = row.TextOrNull(3),
        CreatedAt = row.Time(4),
        LastSeenAt = row.Time(5),
        TrustedUntil = row.TimeOrNull(6),
        IsCurrent = row.Int(7) == 1,
    };
}
