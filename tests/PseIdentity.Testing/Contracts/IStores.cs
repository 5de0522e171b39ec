using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.Replays;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Contracts;

/// <summary>A backend under the contract: the stores, and what a test must be able to arrange behind them.</summary>
public interface IStores : IAsyncDisposable
{
    FakeTimeProvider Clock { get; }

    IStoredClients Clients { get; }

    IScopeStore Scopes { get; }

    IUserDirectory Users { get; }

    ISessionStore Sessions { get; }

    IGrantStore Grants { get; }

    IConsentStore Consents { get; }

    IAttemptStore Attempts { get; }

    IStoredHandles Handles { get; }

    IPushedRequestStore PushedRequests { get; }

    IReplayStore Replays { get; }

    IProofMemory Proofs { get; }

    IOutboxStore Outbox { get; }

    ISigningKeyStore SigningKeys { get; }

    Task AddClientAsync(string clientId, ClientMetadata metadata, string? secret = null);

    Task DisableClientAsync(string clientId);

    Task AddScopeAsync(Scope scope);

    Task<UserRecord> AddUserAsync(string claims = "{}");

    /// <summary>As a reset password does.</summary>
    Task MoveStampAsync(Guid userId);

    Task DisableUserAsync(Guid userId);
}
