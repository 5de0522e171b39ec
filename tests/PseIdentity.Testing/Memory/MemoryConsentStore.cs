using PseIdentity.Protocol.Consent;

namespace PseIdentity.Testing.Memory;

internal sealed record MemoryConsent(ConsentRecord? InForce, DateTimeOffset? WithdrawnAt);

public sealed class MemoryConsentStore : IConsentStore
{
    private readonly MemoryData data;

    internal MemoryConsentStore(MemoryData data) => this.data = data;

    public ValueTask<ConsentRecord?> FindAsync(Guid userId, string clientId, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Consents.GetValueOrDefault((userId, clientId))?.InForce);
    }

    public ValueTask AllowAsync(ConsentRecord consent, CancellationToken ct)
    {
        lock (data.Gate)
        {
            var before = data.Consents.GetValueOrDefault((consent.UserId, consent.ClientId));
            IReadOnlyList<string> scopes = [.. (before?.InForce?.Scopes ?? []).Union(consent.Scopes, StringComparer.Ordinal)];
            data.Consents[(consent.UserId, consent.ClientId)] = new(consent with { Scopes = scopes }, before?.WithdrawnAt);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<bool> WithdrawAsync(Guid userId, string clientId, DateTimeOffset now, CancellationToken ct)
    {
        lock (data.Gate)
        {
            foreach (var grant in data.Grants.Values.Where(each => each.Grant is { } grant && grant.UserId == userId && grant.ClientId == clientId))
                grant.Revoked = true;
            if (data.Consents.GetValueOrDefault((userId, clientId))?.InForce is null)
                return new(false);
            data.Consents[(userId, clientId)] = new(null, now);
            return new(true);
        }
    }
}
