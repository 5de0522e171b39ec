using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Memory;

/// <summary>All the stores in memory, over one set of data, for tests of the protocol alone. They keep the same contract as the databases.</summary>
public sealed class MemoryStores
{
    private readonly MemoryData data = new();

    public MemoryStores(TimeProvider clock)
    {
        Clock = clock;
        Clients = new MemoryClientStore(data);
        Users = new MemoryUserDirectory(data);
        Sessions = new MemorySessionStore(data);
        Grants = new MemoryGrantStore(data);
        Consents = new MemoryConsentStore(data);
        Attempts = new MemoryAttemptStore(data, clock);
        Handles = new MemoryStoredHandles(data);
        PushedRequests = new MemoryPushedRequestStore(data);
        Replays = new MemoryReplayStore(data, clock);
        Proofs = new MemoryProofs(clock);
        Outbox = new MemoryOutboxStore(data, clock);
    }

    public TimeProvider Clock { get; }

    public MemoryClientStore Clients { get; }

    public MemoryUserDirectory Users { get; }

    public MemorySessionStore Sessions { get; }

    public MemoryGrantStore Grants { get; }

    public MemoryConsentStore Consents { get; }

    public MemoryAttemptStore Attempts { get; }

    public MemoryStoredHandles Handles { get; }

    public MemoryPushedRequestStore PushedRequests { get; }

    public MemoryReplayStore Replays { get; }

    public MemoryProofs Proofs { get; }

    public MemoryOutboxStore Outbox { get; }

    public MemorySigningKeyStore SigningKeys { get; } = new();

    public MemoryScopeStore Scopes { get; } = new();

    public MemoryEventLog Events { get; } = new();

    /// <summary>Adds an enabled client, or replaces it.</summary>
    public Client AddClient(string clientId, ClientMetadata? metadata = null, params ClientSecret[] secrets)
    {
        var client = new Client(clientId, metadata ?? new ClientMetadata(), secrets);
        lock (data.Gate)
            data.Clients[clientId] = client;
        return client;
    }

    /// <summary>Disables or removes a client; to the protocol both are the same.</summary>
    public void RemoveClient(string clientId)
    {
        lock (data.Gate)
            data.Clients.Remove(clientId);
    }

    /// <summary>Adds an active person.</summary>
    public UserRecord AddUser(string claims = "{}")
    {
        var user = new UserRecord(Guid.CreateVersion7(), RandomId.Of128Bits(), 0, JsonElement.Parse(claims));
        lock (data.Gate)
            data.Users[user.Id] = user;
        return user;
    }

    /// <summary>What a reset password does: codes under way become worthless.</summary>
    public void MoveStamp(Guid userId)
    {
        lock (data.Gate)
            data.Users[userId] = data.Users[userId] with { Stamp = data.Users[userId].Stamp + 1 };
    }

    /// <summary>Disables a person: no session, no grant, no sign-in.</summary>
    public void DisableUser(Guid userId)
    {
        lock (data.Gate)
            data.Users.Remove(userId);
    }
}

/// <summary>What the stores share: one lock, plain dictionaries.</summary>
internal sealed class MemoryData
{
    public Lock Gate { get; } = new();

    public Dictionary<string, Client> Clients { get; } = new(StringComparer.Ordinal);

    public Dictionary<Guid, UserRecord> Users { get; } = [];

    public Dictionary<Guid, MemorySession> Sessions { get; } = [];

    public Dictionary<Guid, MemoryGrant> Grants { get; } = [];

    public Dictionary<(Guid UserId, string ClientId), MemoryConsent> Consents { get; } = [];

    public List<MemoryMessage> Outbox { get; } = [];
}

/// <summary>The scopes of a test.</summary>
public sealed class MemoryScopeStore : IScopeStore
{
    private volatile Scope[] scopes = [];

    public void Add(Scope scope) => scopes = [.. scopes.Where(other => other.Name != scope.Name), scope];

    public ValueTask<IReadOnlyList<Scope>> AllAsync(CancellationToken ct) => new(scopes);
}
