using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Guesses;

/// <summary>How many guesses fail before an account is locked for a while.</summary>
/// <param name="Failures">The guess that locks.</param>
/// <param name="LockFor">How long.</param>
/// <param name="Forget">When failures that led to no lock are forgotten.</param>
public sealed record GuessLimit(int Failures, TimeSpan LockFor, TimeSpan Forget);

/// <summary>Whether a guess may be compared.</summary>
/// <param name="LockedUntil">When not: until when not.</param>
public readonly record struct GuessReservation(bool Allowed, DateTimeOffset? LockedUntil);

/// <summary>
/// Limits guesses at a secret: each is counted as failed before it is compared, and given back when it was right,
/// so that no number of guesses at the same time passes the limit.
/// </summary>
public sealed class GuessStore
{
    // A lock that has ended, or failures long ago, start anew.
    private static readonly Statement Reserve = new("""
        INSERT INTO guesses (purpose, account, failures, locks, locked_until, expires_at)
        VALUES ($1, $2, 1, 0, CASE WHEN $3 <= 1 THEN $5 ELSE NULL END, $6)
        ON CONFLICT (purpose, account) DO UPDATE SET
          failures = CASE WHEN guesses.expires_at <= $4 OR guesses.locked_until IS NOT NULL THEN 1 ELSE guesses.failures + 1 END,
          locked_until = CASE WHEN $3 <= CASE WHEN guesses.expires_at <= $4 OR guesses.locked_until IS NOT NULL THEN 1 ELSE guesses.failures + 1 END
                         THEN $5 ELSE NULL END,
          expires_at = $6
        WHERE guesses.locked_until IS NULL OR guesses.locked_until <= $4
        """);

    private static readonly Statement FindLock = new("SELECT locked_until FROM guesses WHERE purpose = $1 AND account = $2 AND locked_until > $3");
    private static readonly Statement Clear = new("DELETE FROM guesses WHERE purpose = $1 AND account = $2");

    // A lock that this guess itself brought about goes with it; one that others brought about came with a higher count.
    private static readonly Statement TakeBack = new("""
        UPDATE guesses SET failures = failures - 1, locked_until = NULL WHERE purpose = $1 AND account = $2 AND failures > 0
        """);

    private readonly IDatabase database;

    internal GuessStore(IDatabase database) => this.database = database;

    /// <summary>Counts a guess before it is compared.</summary>
    /// <param name="purpose">Which secret: <c>password</c>, <c>totp</c>.</param>
    /// <param name="account">Whose: the account's id, or a hash of the identifier where nobody has it, so that both cost the same.</param>
    public async ValueTask<GuessReservation> ReserveAsync(string purpose, byte[] account, GuessLimit limit, DateTimeOffset now)
    {
        // Nobody escapes the count by hanging up.
        var lockedUntil = now + limit.LockFor;
        var forgetAt = now + (limit.Forget > limit.LockFor ? limit.Forget : limit.LockFor);
        if (await database.ExecuteAsync(Reserve.With(purpose, account, limit.Failures, now, lockedUntil, forgetAt), CancellationToken.None) == 1)
            return new GuessReservation(true, null);
        return new GuessReservation(false, await FindLockAsync(purpose, account, now, CancellationToken.None) ?? now);
    }

    /// <summary>The guess was right: it and the failures before it no longer count.</summary>
    public async ValueTask GiveBackAsync(string purpose, byte[] account) => await database.ExecuteAsync(Clear.With(purpose, account), CancellationToken.None);

    /// <summary>The guess was right: it alone no longer counts. For secrets of which a guesser can make right ones at will.</summary>
    public async ValueTask TakeBackAsync(string purpose, byte[] account) => await database.ExecuteAsync(TakeBack.With(purpose, account), CancellationToken.None);

    /// <summary>Until when the account is locked, or null; writes nothing.</summary>
    public ValueTask<DateTimeOffset?> FindLockAsync(string purpose, byte[] account, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(FindLock.With(purpose, account, now), row => row.TimeOrNull(0), ct);
}
