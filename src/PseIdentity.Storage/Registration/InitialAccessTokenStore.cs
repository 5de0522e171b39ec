using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Registration;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Registration;

/// <summary>An initial access token as an operator gives it out.</summary>
/// <param name="Uses">How often it may be used; null for any number.</param>
public sealed record InitialAccessToken(string Name, DateTimeOffset? ExpiresAt, int? Uses, RegistrationPolicy Policy);

/// <summary>Where operators keep the tokens that let clients register (RFC 7591 §3).</summary>
public sealed class InitialAccessTokenStore
{
    private readonly IDatabase database;

    internal InitialAccessTokenStore(IDatabase database) => this.database = database;

    /// <summary>Makes it so; false when it was so already. Uses count on, but another token under the same name starts anew.</summary>
    public Task<bool> SaveAsync(InitialAccessToken token, string value, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(value));
        var policy = token.Policy.ToJson();
        var row = await model.InitialAccessTokens.SingleOrDefaultAsync(row => row.Name == token.Name, ct);
        if (row is null)
            model.InitialAccessTokens.Add(row = new InitialAccessTokenRow { Name = token.Name, Hash = hash, Policy = policy });
        if (!row.Hash.AsSpan().SequenceEqual(hash))
            (row.Hash, row.Used) = (hash, 0);
        (row.ExpiresAt, row.Uses, row.Policy) = (token.ExpiresAt, token.Uses, policy);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    public Task<bool> RemoveAsync(string name, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        model.InitialAccessTokens.RemoveRange(await model.InitialAccessTokens.Where(row => row.Name == name).ToListAsync(ct));
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);
}
