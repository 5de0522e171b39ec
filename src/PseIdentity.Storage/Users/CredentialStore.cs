using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Users;

/// <summary>An authenticator to be added.</summary>
public sealed record NewCredential
{
    /// <summary>Its id, where something else has to name it; otherwise one is made.</summary>
    public Guid? Id { get; init; }

    /// <summary>One of <see cref="CredentialKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its key, hash or address; encrypted in the database.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>What its owner calls it.</summary>
    public string? Name { get; init; }

    /// <summary>JSON that is no secret.</summary>
    public string? Data { get; init; }

    /// <summary>A passkey's credential id.</summary>
    public byte[]? ExternalId { get; init; }

    /// <summary>A passkey's signature counter.</summary>
    public long? SignCount { get; init; }

    /// <summary>The time step that confirmed a shared key: it does not work again (RFC 6238 §5.2).</summary>
    public long? LastStep { get; init; }

    /// <summary>Whether it takes the place of all others of its kind.</summary>
    public bool ReplacesItsKind { get; init; }

    /// <summary>What is recorded and told with it; null for nothing.</summary>
    public ChangeRecord? Record { get; init; }
}

/// <summary>The authenticators of people, added and removed by themselves; resets by others are <see cref="UserRegistry"/>'s.</summary>
public sealed class CredentialStore
{
    private static readonly Statement FindOwner = new("SELECT user_id FROM credentials WHERE external_id = $1");

    private static readonly Statement RenameOne = new("UPDATE credentials SET name = $3 WHERE id = $1 AND user_id = $2");

    // WebAuthn §7.2 step 22: whoever comes with a counter that has been passed is told apart by the caller; here it only never goes back.
    private static readonly Statement UsePasskey = new("""
        UPDATE credentials SET sign_count = $2, data = $3, used_at = $4 WHERE id = $1 AND (sign_count IS NULL OR sign_count = 0 OR sign_count < $2)
        """);

    private static readonly Statement Touch = new("UPDATE credentials SET used_at = $2 WHERE id = $1");

    private static readonly Statement Replace = new("UPDATE credentials SET secret = $3, version = $2 + 1, used_at = $4 WHERE id = $1 AND version = $2");

    private readonly IDatabase database;
    private readonly TimeProvider clock;
    private readonly SecretColumn secrets;
    private readonly ChangeRecords records;

    internal CredentialStore(IDatabase database, RootKey root, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        secrets = new SecretColumn(root, "credentials");
        records = new ChangeRecords(root);
    }

    /// <summary>Whose passkey it is (WebAuthn §7.2 step 6); null for an unknown one.</summary>
    public ValueTask<Guid?> FindOwnerAsync(byte[] externalId, CancellationToken ct) =>
        database.FirstAsync(FindOwner.With(externalId), row => (Guid?)row.Id(0), ct);

    /// <summary>Adds an authenticator; null when the person is gone, or somebody has this passkey already (WebAuthn §7.1 step 26).</summary>
    public Task<Guid?> AddAsync(Guid userId, NewCredential credential, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        var now = clock.GetUtcNow();
        await model.HoldAsync($"user:{userId}", ct);
        if (await model.Users.SingleOrDefaultAsync(row => row.Id == userId, ct) is not { } user
            || (credential.ExternalId is { } external && await model.Credentials.AnyAsync(row => row.ExternalId == external, ct)))
            return (Guid?)null;
        var unbacked = await UnbackedSinceAsync(model, userId, now, ct);
        if (credential.ReplacesItsKind)
            model.Credentials.RemoveRange(await model.Credentials.Where(row => row.UserId == userId && row.Kind == credential.Kind).ToListAsync(ct));
        var id = credential.Id ?? Guid.CreateVersion7(now);
        model.Credentials.Add(new CredentialRow
        {
            Id = id,
            UserId = userId,
            Kind = credential.Kind,
            Secret = secrets.Seal(credential.Secret, id),
            Name = credential.Name,
            Data = credential.Data,
            ExternalId = credential.ExternalId,
            SignCount = credential.SignCount,
            LastStep = credential.LastStep,
            CreatedAt = now,
            UnbackedSince = unbacked,
        });
        user.UpdatedAt = now;
        records.Add(model, credential.Record, now);
        await model.SaveChangesAsync(ct);
        return id;
    }, ct);

    /// <summary>
    /// Removes an authenticator of the person. The decision whether another way in remains is made under the same lock, by <paramref name="mayRemove"/>,
    /// from the kinds that would be left: two removals at once never take the last two. False when it was not there, or may not go.
    /// </summary>
    public Task<bool> TryRemoveAsync(Guid userId, Guid credentialId, Func<IReadOnlyList<string>, bool> mayRemove, ChangeRecord? record, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        await model.HoldAsync($"user:{userId}", ct);
        var all = await model.Credentials.Where(row => row.UserId == userId).ToListAsync(ct);
        var links = await model.FederatedIdentities.CountAsync(row => row.UserId == userId, ct);
        if (all.SingleOrDefault(row => row.Id == credentialId) is not { } leaving
            || !mayRemove([.. all.Where(row => row != leaving).Select(row => row.Kind), .. Enumerable.Repeat(CredentialKinds.Federated, links)]))
            return false;
        model.Credentials.Remove(leaving);
        records.Add(model, record, clock.GetUtcNow());
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    public async ValueTask<bool> RenameAsync(Guid userId, Guid credentialId, string name, CancellationToken ct) =>
        await database.ExecuteAsync(RenameOne.With(credentialId, userId, name), ct) == 1;

    /// <summary>A passkey was used: its counter only ever grows. False when a later one, or the same, was seen before.</summary>
    public async ValueTask<bool> TryUsePasskeyAsync(Guid credentialId, long signCount, string? data, CancellationToken ct) =>
        await database.ExecuteAsync(UsePasskey.With(credentialId, signCount, data, clock.GetUtcNow()), ct) == 1;

    public async ValueTask UsedAsync(Guid credentialId, CancellationToken ct) => await database.ExecuteAsync(Touch.With(credentialId, clock.GetUtcNow()), ct);

    /// <summary>Stores another secret in place of the one that was read; false when somebody was faster. Makes one recovery code of many work once.</summary>
    public async ValueTask<bool> TryReplaceSecretAsync(Credential credential, byte[] secret, CancellationToken ct) =>
        await database.ExecuteAsync(Replace.With(credential.Id, credential.Version, secrets.Seal(secret, credential.Id), clock.GetUtcNow()), ct) == 1;

    // Whoever has a second factor proves one before another is added, so the new one is worth what the oldest is; the first one is worth a password.
    private static async Task<DateTimeOffset?> UnbackedSinceAsync(IdentityDb model, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        var factors = await model.Credentials.Where(row => row.UserId == userId && CredentialKinds.SecondFactors.Contains(row.Kind)).Select(row => row.UnbackedSince).ToListAsync(ct);
        return factors.Count == 0 ? now : factors.Contains(null) ? null : factors.Min();
    }
}
