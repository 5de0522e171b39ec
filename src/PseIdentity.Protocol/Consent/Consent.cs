namespace PseIdentity.Protocol.Consent;

/// <summary>What a person allowed a client, remembered until it is withdrawn.</summary>
public sealed record ConsentRecord(Guid UserId, string ClientId, IReadOnlyList<string> Scopes, DateTimeOffset GrantedAt);

public interface IConsentStore
{
    /// <summary>The consent in force, or null.</summary>
    ValueTask<ConsentRecord?> FindAsync(Guid userId, string clientId, CancellationToken ct);

    /// <summary>Adds the scopes to what was allowed before.</summary>
    ValueTask AllowAsync(ConsentRecord consent, CancellationToken ct);

    /// <summary>Takes it back, and with it every grant of that client for that person, in one transaction.</summary>
    ValueTask<bool> WithdrawAsync(Guid userId, string clientId, DateTimeOffset now, CancellationToken ct);
}
