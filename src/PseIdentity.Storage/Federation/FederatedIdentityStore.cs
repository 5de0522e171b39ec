using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Federation;

/// <summary>Whom a provider upstream means by a subject.</summary>
/// <param name="Follows">Whether the account follows what the provider says of the person; an account of one's own that was linked does not.</param>
public sealed record FederatedIdentity(string Provider, string Subject, Guid UserId, bool Follows, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt);

/// <summary>Links between people upstream and accounts here, as signing in finds them; they are made and undone by <see cref="FederatedAccounts"/>.</summary>
public sealed class FederatedIdentityStore
{
    private const string Columns = "provider, subject, user_id, follows, created_at, last_used_at";

    private static readonly Statement Find = new($"SELECT {Columns} FROM federated_identities WHERE provider = $1 AND subject = $2");

    private static readonly Statement OfUser = new($"SELECT {Columns} FROM federated_identities WHERE user_id = $1 ORDER BY provider, subject");

    private static readonly Statement Use = new("UPDATE federated_identities SET last_used_at = $3 WHERE provider = $1 AND subject = $2");

    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal FederatedIdentityStore(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    public ValueTask<FederatedIdentity?> FindAsync(string provider, string subject, CancellationToken ct) => database.FirstAsync(Find.With(provider, subject), Read, ct);

    public ValueTask<IReadOnlyList<FederatedIdentity>> OfUserAsync(Guid userId, CancellationToken ct) => database.ListAsync(OfUser.With(userId), Read, ct);

    public async ValueTask UsedAsync(string provider, string subject) =>
        await database.ExecuteAsync(Use.With(provider, subject, clock.GetUtcNow()), CancellationToken.None);

    private static FederatedIdentity Read(SqlRow row) => new(row.Text(0), row.Text(1), row.Id(2), row.Flag(3), row.Time(4), row.Time(5));
}
