using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.Registration;

/// <summary>A client that registered itself, as its registration access token finds it.</summary>
/// <param name="Client">The client, with its secrets.</param>
/// <param name="Policy">The policy that it registered under, as JSON; null for none.</param>
/// <param name="IssuedAt"><c>client_id_issued_at</c>.</param>
public sealed record ClientRegistration(Client Client, string? Policy, DateTimeOffset IssuedAt);

/// <summary>A client that is about to be stored.</summary>
/// <param name="Secret">A secret that it did not have before; null where there is none, or where it stays.</param>
/// <param name="KeepsSecrets">False where the client no longer authenticates by one.</param>
/// <param name="TokenHash">SHA-256 of its registration access token.</param>
public sealed record NewRegistration(string ClientId, ClientMetadata Metadata, string? Secret, bool KeepsSecrets, byte[] TokenHash);

/// <summary>Where registrations are kept. Tokens come as SHA-256.</summary>
public interface IRegistrationStore
{
    /// <summary>The policy of an initial access token that may be used, as JSON ("{}" for none); null when it is unknown, expired or used up.</summary>
    ValueTask<string?> FindInitialAccessAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken ct);

    /// <summary>Stores the client and counts one use of the initial access token, or neither; false when it was used up meanwhile.</summary>
    ValueTask<bool> TryRegisterAsync(NewRegistration registration, string? policy, byte[]? initialAccess, DateTimeOffset now, CancellationToken ct);

    /// <summary>The enabled client that this registration access token was issued to.</summary>
    ValueTask<ClientRegistration?> FindAsync(byte[] tokenHash, CancellationToken ct);

    /// <summary>Replaces metadata, secrets and token where the presented token is still the client's; false otherwise.</summary>
    ValueTask<bool> TryReplaceAsync(NewRegistration registration, byte[] presented, DateTimeOffset now, CancellationToken ct);

    /// <summary>Removes the client and revokes what it was granted; false when the presented token is no longer its own.</summary>
    ValueTask<bool> TryRemoveAsync(string clientId, byte[] presented, DateTimeOffset now, CancellationToken ct);

    /// <summary>Makes a registration access token worthless.</summary>
    ValueTask RevokeTokenAsync(byte[] tokenHash, CancellationToken ct);
}
