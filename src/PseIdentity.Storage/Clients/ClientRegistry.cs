using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Clients;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Clients;

/// <summary>A client as an operator sees it, disabled ones too.</summary>
public sealed record RegisteredClient(string ClientId, ClientMetadata Metadata, bool Enabled, int Secrets, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Where clients are registered, changed and removed (RFC 7591 §2). Each change says whether it changed anything.</summary>
public sealed class ClientRegistry
{
    private readonly IDatabase database;
    private readonly SessionEnds ends;
    private readonly SecretColumn sealedSecrets;
    private readonly TimeProvider clock;

    internal ClientRegistry(IDatabase database, RootKey root, TimeProvider clock)
    {
        this.database = database;
        ends = new SessionEnds(root);
        sealedSecrets = new SecretColumn(root, "client_secrets");
        this.clock = clock;
    }

    /// <summary>All clients, by their ids.</summary>
    public Task<IReadOnlyList<RegisteredClient>> AllAsync(CancellationToken ct) => database.ReadModelAsync<IReadOnlyList<RegisteredClient>>(async model =>
    {
        var secrets = await model.ClientSecrets.GroupBy(row => row.ClientId).ToDictionaryAsync(rows => rows.Key, rows => rows.Count(), ct);
        var rows = await model.Clients.AsNoTracking().OrderBy(row => row.ClientId).ToListAsync(ct);
        return [.. rows.Select(row => Read(row, secrets.GetValueOrDefault(row.ClientId)))];
    }, ct);

    public Task<RegisteredClient?> FindAsync(string clientId, CancellationToken ct) => database.ReadModelAsync(async model =>
        await model.Clients.AsNoTracking().SingleOrDefaultAsync(row => row.ClientId == clientId, ct) is { } row
            ? Read(row, await model.ClientSecrets.CountAsync(secret => secret.ClientId == clientId, ct))
            : null, ct);

    /// <summary>Registers the client, or replaces its metadata.</summary>
    public Task<bool> SaveAsync(string clientId, ClientMetadata metadata, CancellationToken ct) => database.EditAsync(Cached.Clients, async model =>
    {
        var now = clock.GetUtcNow();
        var text = ClientMetadataText.Of(metadata);
        var row = await model.Clients.SingleOrDefaultAsync(row => row.ClientId == clientId, ct);
        if (row?.Metadata == text)
            return false;
        if (row is null)
            model.Clients.Add(row = new ClientRow { ClientId = clientId, Metadata = text, Enabled = true, CreatedAt = now, UpdatedAt = now });
        row.Metadata = text;
        row.UpdatedAt = now;
        if (!metadata.NeedsSecretBack)
            foreach (var kept in await model.ClientSecrets.Where(secret => secret.ClientId == clientId && secret.Secret != null).ToListAsync(ct))
                kept.Secret = null;
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>Makes this the client's only secret.</summary>
    public Task<bool> SetSecretAsync(string clientId, string secret, CancellationToken ct) => ReplaceSecretsAsync(clientId, secret, null, ct);

    /// <summary>Adds a secret; those before it stay valid until <paramref name="formerUntil"/>, so that the client can change over.</summary>
    public Task<bool> RotateSecretAsync(string clientId, string secret, DateTimeOffset formerUntil, CancellationToken ct) =>
        ReplaceSecretsAsync(clientId, secret, formerUntil, ct);

    public Task<bool> SetEnabledAsync(string clientId, bool enabled, CancellationToken ct) => database.EditAsync(Cached.Clients, async model =>
    {
        if (await model.Clients.SingleOrDefaultAsync(row => row.ClientId == clientId, ct) is not { } row || row.Enabled == enabled)
            return false;
        row.Enabled = enabled;
        row.UpdatedAt = clock.GetUtcNow();
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>Removes the client and revokes what it was granted, so that a namesake does not inherit it; it hears that its sessions end.</summary>
    public Task<bool> RemoveAsync(string clientId, CancellationToken ct) =>
        database.EditAsync(Cached.Clients, model => RemoveAsync(model, clientId, clock.GetUtcNow(), ct), ct);

    internal async Task<bool> RemoveAsync(IdentityDb model, string clientId, DateTimeOffset now, CancellationToken ct)
    {
        if (await model.Clients.SingleOrDefaultAsync(row => row.ClientId == clientId, ct) is not { } row)
            return false;
        await ends.LeaveAsync(model, clientId, ClientStore.Parse(row.Metadata), "client-removed", now, ct);
        model.Clients.Remove(row);
        await model.SaveChangesAsync(ct);
        await model.Consents.Where(consent => consent.ClientId == clientId && consent.Scopes != null).ExecuteUpdateAsync(
            set => set.SetProperty(consent => consent.Scopes, (string?)null).SetProperty(consent => consent.WithdrawnAt, now), ct);
        await model.Grants.Where(grant => grant.ClientId == clientId && grant.RevokedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(grant => grant.RevokedAt, now).SetProperty(grant => grant.RevokeReason, "client-removed"), ct);
        return true;
    }

    private Task<bool> ReplaceSecretsAsync(string clientId, string secret, DateTimeOffset? formerUntil, CancellationToken ct) =>
        database.EditAsync(Cached.Clients, model => ReplaceSecretsAsync(model, clientId, secret, formerUntil, clock.GetUtcNow(), ct), ct);

    internal async Task<bool> ReplaceSecretsAsync(
        IdentityDb model, string clientId, string secret, DateTimeOffset? formerUntil, DateTimeOffset now, CancellationToken ct)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var rows = await model.ClientSecrets.Where(row => row.ClientId == clientId).ToListAsync(ct);
        foreach (var former in rows.Where(row => !row.Sha256.AsSpan().SequenceEqual(hash)))
        {
            if (formerUntil is null)
                model.ClientSecrets.Remove(former);
            else if (former.ExpiresAt is null || former.ExpiresAt > formerUntil)
                former.ExpiresAt = formerUntil;
        }
        if (rows.Find(row => row.Sha256.AsSpan().SequenceEqual(hash)) is not { } current)
            model.ClientSecrets.Add(current = new ClientSecretRow { ClientId = clientId, Sha256 = hash, CreatedAt = now });
        current.ExpiresAt = null;
        var needed = await model.Clients.Where(row => row.ClientId == clientId).Select(row => row.Metadata).SingleOrDefaultAsync(ct) is { } metadata
            && ClientStore.Parse(metadata).NeedsSecretBack;
        current.Secret = needed ? current.Secret ?? sealedSecrets.SealText(secret, clientId) : null;
        return await model.SaveChangesAsync(ct) > 0;
    }

    private static RegisteredClient Read(ClientRow row, int secrets) =>
        new(row.ClientId, ClientStore.Parse(row.Metadata), row.Enabled, secrets, row.CreatedAt, row.UpdatedAt);
}
