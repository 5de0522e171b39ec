using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Users;

/// <summary>Hashes of passwords that people had before, so that they do not choose them again.</summary>
public sealed class PasswordHistory
{
    /// <summary>How many are kept of one person at most.</summary>
    public const int Most = 24;

    internal const string Table = "password_history";

    private static readonly Statement Latest = new("SELECT id, secret FROM password_history WHERE user_id = $1 ORDER BY replaced_at DESC, id DESC LIMIT $2");

    private static readonly Statement ForgetAllBut = new("""
        DELETE FROM password_history WHERE user_id = $1
        AND id NOT IN (SELECT id FROM password_history WHERE user_id = $1 ORDER BY replaced_at DESC, id DESC LIMIT $2)
        """);

    private readonly IDatabase database;
    private readonly SecretColumn secrets;

    internal PasswordHistory(IDatabase database, RootKey root)
    {
        this.database = database;
        secrets = new SecretColumn(root, Table);
    }

    /// <summary>The hashes that were replaced last, the last one first.</summary>
    public ValueTask<IReadOnlyList<string>> LatestAsync(Guid userId, int count, CancellationToken ct) =>
        database.ListAsync(Latest.With(userId, count), row => secrets.OpenText(row.Bytes(1), row.Id(0)), ct);

    /// <summary>Keeps the last ones only.</summary>
    public async ValueTask ForgetAllButAsync(Guid userId, int count, CancellationToken ct) => await database.ExecuteAsync(ForgetAllBut.With(userId, count), ct);
}
