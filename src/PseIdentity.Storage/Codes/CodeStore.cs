using System.Security.Cryptography;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Codes;

/// <summary>A secret to be sent or given to somebody, which works once.</summary>
public sealed record NewCode
{
    /// <summary>What it is for, such as <c>sms</c>; a code for one thing is nothing for another.</summary>
    public required string Purpose { get; init; }

    /// <summary>Where it is looked up, a SHA-256: of a link's token, or of the request and person that a typed code belongs to.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The SHA-256 of what is typed, salted by the key; null where the key itself is the secret.</summary>
    public byte[]? SecretHash { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>What the purpose keeps with it; encrypted in the database.</summary>
    public string? Data { get; init; }

    /// <summary>When it may be sent again; null: at any time.</summary>
    public DateTimeOffset? ResendAt { get; init; }

    /// <summary>Before this it does not work.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A code as it is stored, without its secret.</summary>
/// <param name="Tries">How often it was guessed at.</param>
/// <param name="Sent">How often it was sent.</param>
public sealed record Code(Guid? UserId, string? Data, int Tries, int Sent, DateTimeOffset? ResendAt, DateTimeOffset? NotBefore, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Codes and links that work once.</summary>
public sealed class CodeStore
{
    private const string Columns = "user_id, data, tries, sent, resend_at, not_before, created_at, expires_at";

    // A code that is sent again replaces the one before and keeps its tries: sending again must not buy more guesses.
    private static readonly Statement Send = new("""
        INSERT INTO codes (purpose, key, user_id, secret_hash, data, tries, sent, resend_at, not_before, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, 0, 1, $6, $7, $8, $9)
        ON CONFLICT (purpose, key) DO UPDATE SET
          tries = CASE WHEN codes.expires_at <= $8 THEN 0 ELSE codes.tries END,
          sent = CASE WHEN codes.expires_at <= $8 THEN 1 ELSE codes.sent + 1 END,
          user_id = $3, secret_hash = $4, data = $5, resend_at = $6, not_before = $7, created_at = $8, expires_at = $9
        WHERE codes.expires_at <= $8 OR ((codes.resend_at IS NULL OR codes.resend_at <= $8) AND codes.sent < $10)
        """);

    private static readonly Statement Find = new($"SELECT {Columns} FROM codes WHERE purpose = $1 AND key = $2 AND expires_at > $3");

    private static readonly Statement FindSecret = new("SELECT secret_hash FROM codes WHERE purpose = $1 AND key = $2");

    private static readonly Statement Try = new("""
        UPDATE codes SET tries = tries + 1
        WHERE purpose = $1 AND key = $2 AND tries < $3 AND expires_at > $4 AND (not_before IS NULL OR not_before <= $4)
        """);

    private static readonly Statement Use = new("""
        DELETE FROM codes WHERE purpose = $1 AND key = $2 AND expires_at > $3 AND (not_before IS NULL OR not_before <= $3)
        """);

    private static readonly Statement UseSecret = new("DELETE FROM codes WHERE purpose = $1 AND key = $2 AND secret_hash = $3");

    private static readonly Statement Remove = new("DELETE FROM codes WHERE purpose = $1 AND key = $2");

    private static readonly Statement Cancel = new("UPDATE codes SET secret_hash = NULL, data = NULL WHERE purpose = $1 AND key = $2");

    private static readonly Statement RemoveOfPerson = new("DELETE FROM codes WHERE purpose = $1 AND user_id = $2");

    private readonly IDatabase database;
    private readonly TimeProvider clock;
    private readonly SecretColumn secrets;

    internal CodeStore(IDatabase database, RootKey root, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        secrets = new SecretColumn(root, "codes");
    }

    /// <summary>Stores a code that is about to be sent. False while the wait for sending it again lasts, or when it was sent <paramref name="mostSent"/> times.</summary>
    public async ValueTask<bool> TrySendAsync(NewCode code, int mostSent, CancellationToken ct) =>
        await database.ExecuteAsync(Send.With(code.Purpose, code.Key, code.UserId, code.SecretHash, Seal(code), code.ResendAt, code.NotBefore, clock.GetUtcNow(), code.ExpiresAt, mostSent), ct) == 1;

    /// <summary>The code, whether or not it works already; null when there is none, or it has expired.</summary>
    public ValueTask<Code?> FindAsync(string purpose, byte[] key, CancellationToken ct) =>
        database.FirstAsync(Find.With(purpose, key, clock.GetUtcNow()), row => new Code(
            row.IdOrNull(0), row.BytesOrNull(1) is { } data ? secrets.OpenText(data, RowOf(purpose, key)) : null,
            row.Int(2), row.Int(3), row.TimeOrNull(4), row.TimeOrNull(5), row.Time(6), row.Time(7)), ct);

    /// <summary>
    /// Compares what was typed, and uses the code up when it is right. The try is counted before it is compared, so that no number of tries at once passes the limit.
    /// Null when it is wrong, has expired, was used, or was tried too often.
    /// </summary>
    public async ValueTask<Code?> TryUseAsync(string purpose, byte[] key, byte[] secretHash, int mostTries)
    {
        var now = clock.GetUtcNow();
        if (await database.ExecuteAsync(Try.With(purpose, key, mostTries, now), CancellationToken.None) != 1
            || await FindAsync(purpose, key, CancellationToken.None) is not { } code
            || await database.FirstAsync(FindSecret.With(purpose, key), row => row.BytesOrNull(0), CancellationToken.None) is not { } stored
            || !CryptographicOperations.FixedTimeEquals(stored, secretHash))
            return null;
        return await database.ExecuteAsync(UseSecret.With(purpose, key, stored), CancellationToken.None) == 1 ? code : null;
    }

    /// <summary>Uses up what the key alone opens, a link; null when it was used, has expired, or does not work yet.</summary>
    public async ValueTask<Code?> TryUseAsync(string purpose, byte[] key) =>
        await FindAsync(purpose, key, CancellationToken.None) is { } code
        && await database.ExecuteAsync(Use.With(purpose, key, clock.GetUtcNow()), CancellationToken.None) == 1 ? code : null;

    public async ValueTask RemoveAsync(string purpose, byte[] key, CancellationToken ct) => await database.ExecuteAsync(Remove.With(purpose, key), ct);

    /// <summary>Makes it worthless, while how often it was sent, and when it may be sent again, goes on counting until it expires.</summary>
    public async ValueTask CancelAsync(string purpose, byte[] key, CancellationToken ct) => await database.ExecuteAsync(Cancel.With(purpose, key), ct);

    /// <summary>Everything of this kind that waits for the person.</summary>
    public async ValueTask RemoveAllOfAsync(string purpose, Guid userId, CancellationToken ct) => await database.ExecuteAsync(RemoveOfPerson.With(purpose, userId), ct);

    private byte[]? Seal(NewCode code) => code.Data is { } data ? secrets.SealText(data, RowOf(code.Purpose, code.Key)) : null;

    private static string RowOf(string purpose, byte[] key) => purpose + "/" + Convert.ToHexString(key);
}
