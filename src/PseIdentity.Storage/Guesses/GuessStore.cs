using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Guesses;

/// <summary>How many guesses fail before an account is locked for a while.</summary>
/// <param name="Failures">The guess that locks.</param>
/// <param name="LockFor">How long the first time.</param>
/// <param name="Forget">When failures that led to no lock are forgotten.</param>
public sealed record GuessLimit(int Failures, TimeSpan LockFor, TimeSpan Forget)
{
    /// <summary>When a lock is forgotten, so that the next one is a first one again.</summary>
    public static readonly TimeSpan LocksAreRemembered = TimeSpan.FromDays(1);

    /// <summary>How long every later time.</summary>
    public TimeSpan LockAgainFor => 2 * LockFor;
}

/// <summary>Whether a guess may be compared.</summary>
/// <param name="LockedUntil">When not: until when not.</param>
public readonly record struct GuessReservation(bool Allowed, DateTimeOffset? LockedUntil);

/// <summary>What a guess is counted for.</summary>
/// <param name="Purpose">Which secret: <c>password</c>, <c>totp</c>.</param>
/// <param name="Account">Whose: the account's id, or a hash of the identifier where nobody has it, so that both cost the same.</param>
public readonly record struct GuessTarget(string Purpose, byte[] Account, GuessLimit Limit);

/// <summary>
/// Limits guesses at a secret: each is counted as failed before it is compared, and given back when it was right,
/// so that no number of guesses at the same time passes the limit.
/// </summary>
public sealed class GuessStore
{
    // A lock that has ended, or failures long ago, start anew; the locks themselves are counted until the row is forgotten.
    private static readonly Statement Reserve = new("""
        INSERT INTO guesses (purpose, account, failures, locks, locked_until, expires_at)
        VALUES ($1, $2, 1, CASE WHEN $3 <= 1 THEN 1 ELSE 0 END, CASE WHEN $3 <= 1 THEN $5 ELSE NULL END, CASE WHEN $3 <= 1 THEN $8 ELSE $7 END)
        ON CONFLICT (purpose, account) DO UPDATE SET
          failures = CASE WHEN guesses.expires_at <= $4 OR guesses.locked_until IS NOT NULL THEN 1 ELSE guesses.failures + 1 END,
          locks = CASE WHEN guesses.expires_at <= $4 THEN 0 ELSE guesses.locks END
                + CASE WHEN $3 <= CASE WHEN guesses.expires_at <= $4 OR guesses.locked_until IS NOT NULL THEN 1 ELSE guesses.failures + 1 END THEN 1 ELSE 0 END,
          locked_until = CASE WHEN $3 <= CASE WHEN guesses.expires_at <= $4 OR guesses.locked_until IS NOT NULL THEN 1 ELSE guesses.failures + 1 END
                         THEN CASE WHEN guesses.expires_at <= $4 OR guesses.locks = 0 THEN $5 ELSE $6 END ELSE NULL END,
          expires_at = CASE WHEN guesses.expires_at > $4 AND guesses.locks > 0 THEN $8
                            WHEN $3 <= CASE WHEN guesses.expires_at <= $4 OR guesses.locked_until IS NOT NULL THEN 1 ELSE guesses.failures + 1 END THEN $8
                            ELSE $7 END
        WHERE guesses.locked_until IS NULL OR guesses.locked_until <= $4
        """);

    private static readonly Statement FindLock = new("SELECT locked_until FROM guesses WHERE purpose = $1 AND account = $2 AND locked_until > $3");
    private static readonly Statement Forget = new("DELETE FROM guesses WHERE account = $1");
    private static readonly Statement Clear = new("DELETE FROM guesses WHERE purpose = $1 AND account = $2");

    // A lock that this guess itself brought about goes with it; one that others brought about came with a higher count.
    private static readonly Statement TakeBack = new("""
        UPDATE guesses SET failures = failures - 1, locks = CASE WHEN locked_until IS NOT NULL AND locks > 0 THEN locks - 1 ELSE locks END, locked_until = NULL
        WHERE purpose = $1 AND account = $2 AND failures > 0
        """);

    private readonly IDatabase database;

    internal GuessStore(IDatabase database) => this.database = database;

    /// <summary>Counts a guess before it is compared.</summary>
    /// <param name="purpose">Which secret: <c>password</c>, <c>totp</c>.</param>
    /// <param name="account">Whose: the account's id, or a hash of the identifier where nobody has it, so that both cost the same.</param>
    public async ValueTask<GuessReservation> ReserveAsync(string purpose, byte[] account, GuessLimit limit, DateTimeOffset now)
    {
        // Nobody escapes the count by hanging up.
        if (await database.ExecuteAsync(Of(new GuessTarget(purpose, account, limit), now), CancellationToken.None) == 1)
            return new GuessReservation(true, null);
        return new GuessReservation(false, await FindLockAsync(purpose, account, now, CancellationToken.None) ?? now);
    }

    /// <summary>Counts a guess for two targets before it is compared; for the second one only where the first one hears it.</summary>
    public ValueTask<(GuessReservation First, GuessReservation Second)> ReserveAsync(GuessTarget first, GuessTarget second, DateTimeOffset now) =>
        database.TransactionAsync(async transaction =>
        {
            var one = await ReserveAsync(transaction, first, now);
            return (one, one.Allowed ? await ReserveAsync(transaction, second, now) : one);
        }, CancellationToken.None);

    /// <summary>The guess was right: it and the failures before it no longer count.</summary>
    public async ValueTask GiveBackAsync(string purpose, byte[] account) => await database.ExecuteAsync(Clear.With(purpose, account), CancellationToken.None);

    /// <summary>The same for two targets.</summary>
    public async ValueTask GiveBackAsync((string Purpose, byte[] Account) first, (string Purpose, byte[] Account) second) =>
        await database.ExecuteAllAsync([Clear.With(first.Purpose, first.Account), Clear.With(second.Purpose, second.Account)], CancellationToken.None);

    /// <summary>The guess was right: it alone no longer counts. For secrets of which a guesser can make right ones at will.</summary>
    public async ValueTask TakeBackAsync(string purpose, byte[] account) => await database.ExecuteAsync(TakeBack.With(purpose, account), CancellationToken.None);

    /// <summary>Forgets every failure and lock of these targets, whichever the secret: the owner or the help desk unlocks them.</summary>
    public async ValueTask ForgetAsync(IEnumerable<byte[]> accounts, CancellationToken ct) =>
        await database.ExecuteAllAsync([.. accounts.Select(account => Forget.With(account))], ct);

    /// <summary>Until when the account is locked, or null; writes nothing.</summary>
    public ValueTask<DateTimeOffset?> FindLockAsync(string purpose, byte[] account, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(FindLock.With(purpose, account, now), row => row.TimeOrNull(0), ct);

    private static async ValueTask<GuessReservation> ReserveAsync(ITransaction transaction, GuessTarget target, DateTimeOffset now) =>
        await transaction.ExecuteAsync(Of(target, now)) == 1
            ? new GuessReservation(true, null)
            : new GuessReservation(false, await transaction.FirstAsync(FindLock.With(target.Purpose, target.Account, now), row => row.TimeOrNull(0)) ?? now);

    private static Call Of(GuessTarget target, DateTimeOffset now) => Reserve.With(target.Purpose, target.Account, target.Limit.Failures, now,
        now + target.Limit.LockFor, now + target.Limit.LockAgainFor, now + target.Limit.Forget, now + GuessLimit.LocksAreRemembered);
}
