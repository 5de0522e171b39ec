using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.IdentityProviders;

/// <summary>Providers upstream, found one by one. A node keeps a bounded number of them in memory, but for their secrets.</summary>
public sealed class IdentityProviderStore
{
    // A definition may hold SAML metadata, which is tens of kilobytes.
    private const int MostKept = 256;
    private static readonly Statement Find = new("SELECT definition FROM identity_providers WHERE name = $1");
    private static readonly Statement Secret = new("SELECT secret FROM identity_providers WHERE name = $1 AND secret IS NOT NULL");
    private readonly IDatabase database;
    private readonly SecretColumn secrets;
    private readonly PointCache<IdentityProvider> providers;

    internal IdentityProviderStore(IDatabase database, RootKey root, CacheVersions versions, TimeProvider clock)
    {
        this.database = database;
        secrets = new SecretColumn(root, "identity_providers");
        providers = new(versions, Cached.IdentityProviders, clock, MostKept, (name, ct) => database.FirstAsync(Find.With(name), row => Parse(row.Text(0)), ct));
    }

    public ValueTask<IdentityProvider?> FindAsync(string name, CancellationToken ct) =>
        name.Length is 0 or > 200 || name.Contains('\0', StringComparison.Ordinal) ? new((IdentityProvider?)null) : providers.FindAsync(name, ct);

    public async ValueTask<string?> FindSecretAsync(string name, CancellationToken ct) =>
        await database.FirstAsync(Secret.With(name), row => row.Bytes(0), ct) is { } secret ? secrets.OpenText(secret, name) : null;

    /// <summary>Saves all but the secret; false when it was so already.</summary>
    public Task<bool> SaveAsync(IdentityProvider provider, CancellationToken ct) => database.EditAsync(Cached.IdentityProviders, async model =>
    {
        var definition = JsonSerializer.Serialize(provider, IdentityProviderJson.Default.IdentityProvider);
        if (await model.IdentityProviders.SingleOrDefaultAsync(row => row.Name == provider.Name, ct) is { } row)
            row.Definition = definition;
        else
            model.IdentityProviders.Add(new IdentityProviderRow { Name = provider.Name, Definition = definition });
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>False when there is no such provider.</summary>
    public Task<bool> SetSecretAsync(string name, string? secret, CancellationToken ct) => database.EditAsync(Cached.IdentityProviders, async model =>
    {
        if (await model.IdentityProviders.SingleOrDefaultAsync(row => row.Name == name, ct) is not { } row)
            return false;
        row.Secret = secret is null ? null : secrets.SealText(secret, name);
        await model.SaveChangesAsync(ct);
        return true;
    }, ct);

    public Task<bool> RemoveAsync(string name, CancellationToken ct) => database.EditAsync(Cached.IdentityProviders, async model =>
    {
        if (await model.IdentityProviders.SingleOrDefaultAsync(row => row.Name == name, ct) is not { } row)
            return false;
        model.IdentityProviders.Remove(row);
        // Whoever has the name later means other people by the same subjects (OpenID Connect Core §5.7).
        await model.FederatedIdentities.Where(link => link.Provider == name).ExecuteDeleteAsync(ct);
        await model.UpstreamSessions.Where(session => session.Provider == name).ExecuteDeleteAsync(ct);
        await model.SaveChangesAsync(ct);
        return true;
    }, ct);

    internal static IdentityProvider Parse(string definition) =>
        JsonSerializer.Deserialize(definition, IdentityProviderJson.Default.IdentityProvider) ?? throw new JsonException("A provider is an object.");
}
