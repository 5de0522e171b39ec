namespace PseIdentity.Protocol.Consent;

/// <summary>What a person allowed a client, remembered until it is withdrawn.</summary>
/// <param name="Scopes">Scopes, and claims that were asked for without their scope (<see cref="WordOf"/>).</param>
public sealed record ConsentRecord(Guid UserId, string ClientId, IReadOnlyList<string> Scopes, DateTimeOffset GrantedAt)
{
    // RFC 6749 §3.3: no scope has a backslash, so that the two are never taken for each other.
    private const string ClaimPrefix = "claim\\";

    /// <summary>How the permission to release one claim is remembered.</summary>
    public static string WordOf(string claim) => ClaimPrefix + claim;

    /// <summary>The claim of such a word; null for a scope.</summary>
    public static string? ClaimOf(string word) => word.StartsWith(ClaimPrefix, StringComparison.Ordinal) ? word[ClaimPrefix.Length..] : null;
}

public interface IConsentStore
{
    /// <summary>The consent in force, or null.</summary>
    ValueTask<ConsentRecord?> FindAsync(Guid userId, string clientId, CancellationToken ct);

    /// <summary>Adds the scopes to what was allowed before.</summary>
    ValueTask AllowAsync(ConsentRecord consent, CancellationToken ct);

    /// <summary>Takes it back, and with it every grant of that client for that person, in one transaction.</summary>
    ValueTask<bool> WithdrawAsync(Guid userId, string clientId, DateTimeOffset now, CancellationToken ct);
}
