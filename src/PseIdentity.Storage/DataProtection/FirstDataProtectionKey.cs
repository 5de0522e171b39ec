using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.DataProtection;

/// <summary>Makes the ring's first key under a lock: two nodes that start together would each make one, and not know the other's.</summary>
internal sealed class FirstDataProtectionKey(IDatabase database, IKeyManager keys, IOptions<KeyManagementOptions> options, TimeProvider clock)
{
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var _ = await database.LockAsync("data-protection", ct);
        var now = clock.GetUtcNow();
        if (!keys.GetAllKeys().Any(key => !key.IsRevoked && key.ExpirationDate > now))
            keys.CreateNewKey(now, now + options.Value.NewKeyLifetime);
    }
}
