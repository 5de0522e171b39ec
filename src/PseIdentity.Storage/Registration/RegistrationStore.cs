using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Registration;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Registration;

/// <summary>Clients that registered themselves. Each decision is one conditional statement whose row count is the answer.</summary>
internal sealed class RegistrationStore(IDatabase database, ClientRegistry registry, RootKey root) : IRegistrationStore
{
    private static readonly Statement FindInitialAccess = new("""
        SELECT policy FROM initial_access_tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2) AND (uses IS NULL OR used < uses)
        """);

    private static readonly Statement Find = new("""
        SELECT c.client_id, c.metadata, c.registration_policy, c.created_at, s.sha256, s.expires_at, s.secret
        FROM clients c LEFT JOIN client_secrets s ON s.client_id = c.client_id
        WHERE c.registration_token = $1 AND c.enabled
        """);

    private static readonly Statement Revoke = new("UPDATE clients SET registration_token = NULL WHERE registration_token = $1");

    private readonly SecretColumn sealedSecrets = new(root, "client_secrets");

    public ValueTask<string?> FindInitialAccessAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken ct) =>
        database.FirstAsync(FindInitialAccess.With(tokenHash, now), row => row.Text(0), ct);

    public async ValueTask<bool> TryRegisterAsync(NewRegistration registration, string? policy, byte[]? initialAccess, DateTimeOffset now, CancellationToken ct) =>
        await database.EditAsync(Cached.Clients, async model =>
        {
            if (initialAccess is not null && await model.InitialAccessTokens
                .Where(token => token.Hash == initialAccess && (token.ExpiresAt == null || token.ExpiresAt > now) && (token.Uses == null || token.Used < token.Uses))
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.Used, token => token.Used + 1), ct) != 1)
                return false;
            model.Clients.Add(new ClientRow
            {
                ClientId = registration.ClientId,
                Metadata = ClientMetadataText.Of(registration.Metadata),
                Enabled = true,
                Origin = ClientRow.Registered,
                RegistrationToken = registration.TokenHash,
                RegistrationPolicy = policy,
                CreatedAt = now,
                UpdatedAt = now,
            });
            await model.SaveChangesAsync(ct);
            if (registration.Secret is { } secret)
                await registry.ReplaceSecretsAsync(model, registration.ClientId, secret, null, now, ct);
            return true;
        }, ct);

    public async ValueTask<ClientRegistration?> FindAsync(byte[] tokenHash, CancellationToken ct)
    {
        var rows = await database.ListAsync(Find.With(tokenHash), row => (Id: row.Text(0), Metadata: row.Text(1), Policy: row.TextOrNull(2), CreatedAt: row.Time(3),
            Sha256: row.BytesOrNull(4), ExpiresAt: row.TimeOrNull(5), Sealed: row.BytesOrNull(6)), ct);
        if (rows.Count == 0)
            return null;
        var secrets = rows.Where(row => row.Sha256 is not null)
            .Select(row => new ClientSecret(row.Sha256 ?? [], row.ExpiresAt) { Value = row.Sealed is { } secret ? sealedSecrets.OpenText(secret, row.Id) : null }).ToList();
        return new ClientRegistration(new Client(rows[0].Id, ClientStore.Parse(rows[0].Metadata), secrets), rows[0].Policy, rows[0].CreatedAt);
    }

    public async ValueTask<bool> TryReplaceAsync(NewRegistration registration, byte[] presented, DateTimeOffset now, CancellationToken ct) =>
        await database.EditAsync(Cached.Clients, async model =>
        {
            var text = ClientMetadataText.Of(registration.Metadata);
            if (await model.Clients.Where(row => row.ClientId == registration.ClientId && row.RegistrationToken == presented && row.Enabled).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Metadata, text).SetProperty(row => row.UpdatedAt, now).SetProperty(row => row.RegistrationToken, registration.TokenHash), ct) != 1)
                return false;
            if (!registration.KeepsSecrets)
                await model.ClientSecrets.Where(row => row.ClientId == registration.ClientId).ExecuteDeleteAsync(ct);
            else if (!registration.Metadata.NeedsSecretBack)
                await model.ClientSecrets.Where(row => row.ClientId == registration.ClientId && row.Secret != null)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Secret, (byte[]?)null), ct);
            if (registration.Secret is { } secret)
                await registry.ReplaceSecretsAsync(model, registration.ClientId, secret, null, now, ct);
            return true;
        }, ct);

    public async ValueTask<bool> TryRemoveAsync(string clientId, byte[] presented, DateTimeOffset now, CancellationToken ct) =>
        await database.EditAsync(Cached.Clients, async model =>
            await model.Clients.AnyAsync(row => row.ClientId == clientId && row.RegistrationToken == presented, ct) && await registry.RemoveAsync(model, clientId, now, ct), ct);

    public async ValueTask RevokeTokenAsync(byte[] tokenHash, CancellationToken ct) => await database.ExecuteAsync(Revoke.With(tokenHash), ct);
}
