using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Federation;

/// <summary>Whom a provider upstream means by a subject.</summary>
public sealed record FederatedIdentity(string Provider, string Subject, Guid UserId, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt);

/// <summary>Links between people upstream and accounts here.</summary>
public sealed class FederatedIdentityStore
{
    private const string Columns = "provider, subject, user_id, created_at, last_used_at";

    private static readonly Statement Find = new($"SELECT {Columns} FROM federated_identities WHERE provider = $1 AND subject = $2");

    private static readonly Statement OfUser = new($"SELECT {Columns} FROM federated_identities WHERE user_id = $1 ORDER BY provider, subject");

    // A subject belongs to whoever was linked first.
    private static readonly Statement Insert = new("""
        INSERT INTO federated_identities (provider, subject, user_id, created_at, last_used_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING
        """);

    private static readonly Statement Use = new("UPDATE federated_identities SET last_used_at = $3 WHERE provider = $1 AND subject = $2");

    private static readonly Statement Delete = new("DELETE FROM federated_identities WHERE provider = $1 AND subject = $2 AND user_id = $3");

    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal FederatedIdentityStore(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    public ValueTask<FederatedIdentity?> FindAsync(string provider, string subject, CancellationToken ct) => database.FirstAsync(Find.With(provider, subject), Read, ct);

    public ValueTask<IReadOnlyList<FederatedIdentity>> OfUserAsync(Guid userId, CancellationToken ct) => database.ListAsync(OfUser.With(userId), Read, ct);

    /// <summary>False when the subject is linked already, whoever to.</summary>
    public async ValueTask<bool> TryLinkAsync(string provider, string subject, Guid userId) =>
        await database.ExecuteAsync(Insert.With(provider, subject, userId, clock.GetUtcNow()), CancellationToken.None) == 1;

    public async ValueTask UsedAsync(string provider, string subject) =>
        await database.ExecuteAsync(Use.With(provider, subject, clock.GetUtcNow()), CancellationToken.None);

    /// <summary>False when there was no such link of this person.</summary>
    public async ValueTask<bool> UnlinkAsync(string provider, string subject, Guid userId) =>
        await database.ExecuteAsync(Delete.With(provider, subject, userId), CancellationToken.None) == 1;

    private static FederatedIdentity Read(SqlRow row) => new(row.Text(0), row.Text(1), row.Id(2), row.Time(3), row.Time(4));
}
