using System.Text.Json;
using PseIdentity.Protocol.Users;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Users;

/// <summary>People as signing in finds them, by hand-written statements.</summary>
public sealed class UserStore : IUserDirectory
{
    private const string Columns = """
        u.id, u.subject, u.stamp, u.state, u.claims, u.organization, u.must_change_password, u.password_changed_at, u.created_at, u.updated_at, u.preferences,
        c.id, c.kind, c.secret, c.version, c.last_step, c.created_at, c.used_at, c.name, c.data, c.external_id, c.sign_count, c.unbacked_since
        """;

    private static readonly Statement FindActive = new("SELECT subject, stamp, claims, updated_at FROM users WHERE id = $1 AND state = 'active'");

    private static readonly Statement FindById = new($"""
        SELECT {Columns} FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE u.id = $1 ORDER BY c.created_at, c.id
        """);

    private static readonly Statement FindBySubject = new($"""
        SELECT {Columns} FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE u.subject = $1 ORDER BY c.created_at, c.id
        """);

    private static readonly Statement FindByIdentifier = new($"""
        SELECT {Columns} FROM users u LEFT JOIN credentials c ON c.user_id = u.id
        WHERE u.id IN (SELECT user_id FROM identifiers WHERE value = $1 AND verified) ORDER BY u.id, c.created_at, c.id
        """);

    private static readonly Statement FindByPhone = new($"""
        SELECT {Columns} FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE u.phone_number = $1 ORDER BY u.id, c.created_at, c.id
        """);

    private static readonly Statement UseStep = new("""
        UPDATE credentials SET last_step = $2, used_at = $3 WHERE id = $1 AND (last_step IS NULL OR last_step < $2)
        """);

    private static readonly Statement Rehash = new("UPDATE credentials SET secret = $3, version = $2 + 1 WHERE id = $1 AND version = $2");

    private static readonly Statement SavePreferences = new("UPDATE users SET preferences = $2 WHERE id = $1");

    private readonly IDatabase database;
    private readonly SecretColumn secrets;

    internal UserStore(IDatabase database, RootKey root)
    {
        this.database = database;
        secrets = new SecretColumn(root, "credentials");
    }

    public ValueTask<UserRecord?> FindActiveAsync(Guid userId, CancellationToken ct) =>
        database.FirstAsync(FindActive.With(userId), row => new UserRecord(userId, row.Text(0), row.Int(1), JsonElement.Parse(row.Text(2))) { UpdatedAt = row.Time(3) }, ct);

    /// <summary>The person with their credentials, also when disabled.</summary>
    public async ValueTask<Account?> FindAsync(Guid id, CancellationToken ct) => One(await ReadAsync(FindById.With(id), ct));

    /// <inheritdoc cref="FindAsync"/>
    public async ValueTask<Account?> FindBySubjectAsync(string subject, CancellationToken ct) => One(await ReadAsync(FindBySubject.With(subject), ct));

    /// <summary>
    /// Who signs in with this user name, customer ID or proven e-mail, with their credentials, in one read. Null when nobody does, or when
    /// several share it: then it signs nobody in.
    /// </summary>
    public async ValueTask<Account?> FindByIdentifierAsync(string identifier, CancellationToken ct) => One(await AllByIdentifierAsync(identifier, ct));

    /// <summary>Everybody who has this identifier: several only where an e-mail is shared.</summary>
    public async ValueTask<IReadOnlyList<Account>> AllByIdentifierAsync(string identifier, CancellationToken ct) =>
        await ReadAsync(FindByIdentifier.With(Identifiers.Normalize(identifier)), ct);

    /// <summary>Everybody whose verified number it is (OpenID Connect Core §5.1, <c>phone_number</c>).</summary>
    public async ValueTask<IReadOnlyList<Account>> AllByPhoneAsync(string number, CancellationToken ct) =>
        [.. (await ReadAsync(FindByPhone.With(number), ct)).Where(person => person.VerifiedPhone == number)];

    /// <summary>Marks a time step as used (RFC 6238 §5.2); false when it, or a later one, was used before.</summary>
    public async ValueTask<bool> TryUseTotpStepAsync(Guid credentialId, long step, DateTimeOffset now, CancellationToken ct) =>
        await database.ExecuteAsync(UseStep.With(credentialId, step, now), ct) == 1;

    /// <summary>Stores the same password under a stronger hash; false when the password was changed meanwhile.</summary>
    public async ValueTask<bool> TryRehashPasswordAsync(Credential password, string hash, CancellationToken ct) =>
        await database.ExecuteAsync(Rehash.With(password.Id, password.Version, secrets.SealText(hash, password.Id)), ct) == 1;

    /// <summary>Keeps what the person chose for the pages and notices, JSON.</summary>
    public async ValueTask SavePreferencesAsync(Guid id, string preferences, CancellationToken ct) => await database.ExecuteAsync(SavePreferences.With(id, preferences), ct);

    private static Account? One(IReadOnlyList<Account> found) => found is [var only] ? only : null;

    private async ValueTask<IReadOnlyList<Account>> ReadAsync(Call call, CancellationToken ct)
    {
        var accounts = new List<Account>();
        // A row per credential, a person's rows together.
        foreach (var (account, credential) in await database.ListAsync(call, row => (ReadAccount(row), ReadCredential(row)), ct))
        {
            if (accounts.Count == 0 || accounts[^1].Id != account.Id)
                accounts.Add(account);
            if (credential is not null)
                accounts[^1].Own(credential);
        }
        return accounts;
    }

    private static Account ReadAccount(SqlRow row) => new()
    {
        Id = row.Id(0),
        Subject = row.Text(1),
        Stamp = row.Int(2),
        Active = row.Text(3) == UserRow.Active,
        LockedByOwner = row.Text(3) == UserRow.Locked,
        Claims = JsonElement.Parse(row.Text(4)),
        Organization = row.TextOrNull(5),
        MustChangePassword = row.Flag(6),
        PasswordChangedAt = row.TimeOrNull(7),
        CreatedAt = row.Time(8),
        UpdatedAt = row.Time(9),
        Preferences = row.TextOrNull(10),
    };

    private Credential? ReadCredential(SqlRow row) => row.IdOrNull(11) is not { } id ? null : new Credential
    {
        Id = id,
        Kind = row.Text(12),
        Secret = secrets.Open(row.Bytes(13), id),
        Version = row.Int(14),
        LastStep = row.NumberOrNull(15),
        CreatedAt = row.Time(16),
        UsedAt = row.TimeOrNull(17),
        Name = row.TextOrNull(18),
        Data = row.TextOrNull(19),
        ExternalId = row.BytesOrNull(20),
        SignCount = row.NumberOrNull(21),
        UnbackedSince = row.TimeOrNull(22),
    };
}
