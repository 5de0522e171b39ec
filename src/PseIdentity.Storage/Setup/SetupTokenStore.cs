using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Setup;

/// <summary>One-time links that let somebody set up an administrator; kept hashed.</summary>
public sealed class SetupTokenStore
{
    private static readonly Statement Insert = new("INSERT INTO setup_tokens (hash, created_at, expires_at) VALUES ($1, $2, $3)");
    private static readonly Statement FindLive = new("SELECT 1 FROM setup_tokens WHERE hash = $1 AND used_at IS NULL AND expires_at > $2");
    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal SetupTokenStore(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>A new token: shown once, to whoever may set up an administrator.</summary>
    public async ValueTask<string> CreateAsync(TimeSpan lifetime, CancellationToken ct)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await database.ExecuteAsync(Insert.With(Hash(token), now, now + lifetime), ct);
        return token;
    }

    /// <summary>Whether the link still works. It is used up by <see cref="Users.NewAccount.SetupToken"/>.</summary>
    public ValueTask<bool> IsLiveAsync(string token, CancellationToken ct) =>
        database.FirstAsync(FindLive.With(Hash(token), clock.GetUtcNow()), _ => true, ct);

    /// <summary>Uses the token in a transaction: one conditional statement, so that it works once.</summary>
    internal static async Task<bool> UseAsync(IdentityDb model, string token, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Hash(token);
        return await model.SetupTokens.Where(row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), ct) == 1;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
