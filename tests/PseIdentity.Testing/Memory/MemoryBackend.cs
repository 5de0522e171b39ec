using System.Security.Cryptography;
using System.Text;
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
using PseIdentity.Testing.Contracts;

namespace PseIdentity.Testing.Memory;

/// <summary>The memory stores under the contract.</summary>
public sealed class MemoryBackend : IStores
{
    private readonly MemoryStores stores;

    public MemoryBackend() => stores = new MemoryStores(Clock);

    public FakeTimeProvider Clock { get; } = new();

    public IStoredClients Clients => stores.Clients;

    public IScopeStore Scopes => stores.Scopes;

    public IUserDirectory Users => stores.Users;

    public ISessionStore Sessions => stores.Sessions;

    public IGrantStore Grants => stores.Grants;

    public IConsentStore Consents => stores.Consents;

    public IAttemptStore Attempts => stores.Attempts;

    public IStoredHandles Handles => stores.Handles;

    public IPushedRequestStore PushedRequests => stores.PushedRequests;

    public IReplayStore Replays => stores.Replays;

    public IProofMemory Proofs => stores.Proofs;

    public IOutboxStore Outbox => stores.Outbox;

    public ISigningKeyStore SigningKeys => stores.SigningKeys;

    public Task AddClientAsync(string clientId, ClientMetadata metadata, string? secret = null)
    {
        ClientSecret[] secrets = secret is null ? [] : [new ClientSecret(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), null) { Value = metadata.NeedsSecretBack ? secret : null }];
        stores.AddClient(clientId, metadata, secrets);
        return Task.CompletedTask;
    }

    public Task DisableClientAsync(string clientId)
    {
        stores.RemoveClient(clientId);
        return Task.CompletedTask;
    }

    public Task AddScopeAsync(Scope scope)
    {
        stores.Scopes.Add(scope);
        return Task.CompletedTask;
    }

    public Task<UserRecord> AddUserAsync(string claims = "{}") => Task.FromResult(stores.AddUser(claims));

    public Task MoveStampAsync(Guid userId)
    {
        stores.MoveStamp(userId);
        return Task.CompletedTask;
    }

    public Task DisableUserAsync(Guid userId)
    {
        stores.DisableUser(userId);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
