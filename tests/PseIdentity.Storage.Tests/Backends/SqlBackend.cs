using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
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
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Scopes;
using PseIdentity.Storage.Users;
using PseIdentity.Testing;
using PseIdentity.Testing.Contracts;

namespace PseIdentity.Storage.Tests.Backends;

/// <summary>One process over a database: the stores as the program registers them, under a clock that stands still.</summary>
internal sealed class SqlBackend : IStores
{
    private readonly ITestDatabase database;
    private readonly bool keep;
    private readonly ServiceProvider services;

    /// <param name="database">Removed with this backend.</param>
    /// <param name="keep">Unless true.</param>
    public SqlBackend(ITestDatabase database, bool keep = false, FakeTimeProvider? clock = null, StorageOptions? options = null)
    {
        Options = options ?? database.Options;
        this.database = database;
        this.keep = keep;
        Clock = clock ?? new FakeTimeProvider();
        services = new ServiceCollection().AddLogging().AddOptions().AddSingleton<TimeProvider>(Clock).AddStorage(Options).BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; }

    public StorageOptions Options { get; }

    public IStoredClients Clients => Get<IStoredClients>();

    public IScopeStore Scopes => Get<IScopeStore>();

    public IUserDirectory Users => Get<IUserDirectory>();

    public ISessionStore Sessions => Get<ISessionStore>();

    public IGrantStore Grants => Get<IGrantStore>();

    public IConsentStore Consents => Get<IConsentStore>();

    public IAttemptStore Attempts => Get<IAttemptStore>();

    public IStoredHandles Handles => Get<IStoredHandles>();

    public IPushedRequestStore PushedRequests => Get<IPushedRequestStore>();

    public IReplayStore Replays => Get<IReplayStore>();

    public IProofMemory Proofs => Get<IProofMemory>();

    public IOutboxStore Outbox => Get<IOutboxStore>();

    public ISigningKeyStore SigningKeys => Get<ISigningKeyStore>();

    public static async Task<SqlBackend> OnSqliteAsync() => new(await SqliteTestDatabase.CreateAsync());

    public static async Task<SqlBackend> OnPostgresAsync() => new(await PostgresTestDatabase.CreateAsync());

    /// <summary>Another process over the same database.</summary>
    public SqlBackend AnotherNode(Action<StorageOptions>? change = null)
    {
        var own = new StorageOptions
        {
            Provider = Options.Provider,
            ConnectionString = Options.ConnectionString,
            DataDirectory = Options.DataDirectory,
            RootKey = Options.RootKey,
            FormerRootKeys = Options.FormerRootKeys,
        };
        change?.Invoke(own);
        return new SqlBackend(database, keep: true, Clock, own);
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task AddClientAsync(string clientId, ClientMetadata metadata, string? secret = null)
    {
        await Get<ClientRegistry>().SaveAsync(clientId, metadata, CancellationToken.None);
        if (secret is not null)
            await Get<ClientRegistry>().SetSecretAsync(clientId, secret, CancellationToken.None);
    }

    public Task DisableClientAsync(string clientId) => Get<ClientRegistry>().SetEnabledAsync(clientId, false, CancellationToken.None);

    public Task AddScopeAsync(Scope scope) => Get<ScopeStore>().SaveAsync(scope, CancellationToken.None);

    public async Task<UserRecord> AddUserAsync(string claims = "{}")
    {
        var change = await Get<UserRegistry>().CreateAsync(new NewAccount { Claims = JsonElement.Parse(claims) }, CancellationToken.None);
        return (await Users.FindActiveAsync(change.Id!.Value, CancellationToken.None))!;
    }

    public Task MoveStampAsync(Guid userId) => Get<UserRegistry>().SetPasswordAsync(userId, "hash", mustChange: false, CancellationToken.None);

    public Task DisableUserAsync(Guid userId) => Get<UserRegistry>().DisableAsync(userId, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (!keep)
            await database.DisposeAsync();
    }
}
