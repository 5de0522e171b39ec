using PseIdentity.Storage.Clients;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Registration;
using PseIdentity.Storage.Scopes;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Provisioning;

/// <summary>Everything that a provisioning file changes, in one transaction: all of it or nothing.</summary>
public sealed class ProvisioningTransaction
{
    private readonly IDatabase database;
    private readonly RootKey root;
    private readonly TimeProvider clock;

    internal ProvisioningTransaction(IDatabase database, RootKey root, TimeProvider clock)
    {
        this.database = database;
        this.root = root;
        this.clock = clock;
    }

    /// <param name="work">Uses nothing but the edit, and awaits nothing else; it may be run again.</param>
    /// <param name="commit">False undoes everything afterwards: that is how a plan is made.</param>
    public async Task<T> RunAsync<T>(Func<ProvisioningEdit, Task<T>> work, bool commit, CancellationToken ct)
    {
        // Nodes that start together with one file come one after the other, and the later ones find nothing to do. A plan waits as well:
        // it makes the same rows before it takes them back, and would run into those that another node is making.
        await using var turn = await database.LockAsync("provisioning", ct);
        try
        {
            return await database.EditAsync(Cached.Everything, async model =>
            {
                var result = await work(Join(model));
                return commit ? result : throw new Undone<T>(result);
            }, ct);
        }
        catch (Undone<T> undone)
        {
            return undone.Result;
        }
    }

    private ProvisioningEdit Join(IdentityDb model)
    {
        var joined = new JoinedDatabase(model);
        var caches = new CacheVersions();
        return new ProvisioningEdit(model, root)
        {
            Scopes = new ScopeStore(joined, caches, clock),
            Clients = new ClientRegistry(joined, root, clock),
            InitialAccessTokens = new InitialAccessTokenStore(joined),
            Users = new UserRegistry(joined, root, clock),
            Organizations = new OrganizationRegistry(joined, clock),
            IdentityProviders = new IdentityProviderStore(joined, root, caches, clock),
        };
    }

    /// <summary>Carries the result past the rollback.</summary>
    private sealed class Undone<T>(T result) : Exception
    {
        public T Result { get; } = result;
    }
}
