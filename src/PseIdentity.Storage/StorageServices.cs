using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.Registration;
using PseIdentity.Protocol.Replays;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Users;
using PseIdentity.Storage.Approvals;
using PseIdentity.Storage.Attempts;
using PseIdentity.Storage.Cleanup;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Consents;
using PseIdentity.Storage.DataProtection;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.Grants;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Handles;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Keys;
using PseIdentity.Storage.Logout;
using PseIdentity.Storage.Maintenance;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Outbox;
using PseIdentity.Storage.Proofs;
using PseIdentity.Storage.Provisioning;
using PseIdentity.Storage.PushedRequests;
using PseIdentity.Storage.Registration;
using PseIdentity.Storage.Replays;
using PseIdentity.Storage.Scopes;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Setup;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Sql.Postgres;
using PseIdentity.Storage.Sql.Sqlite;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage;

/// <summary>The list of what this project provides.</summary>
public static class StorageServices
{
    /// <summary>Adds the database, the stores, the Data Protection ring and the loops that look after them. <see cref="DatabaseSetup"/> comes before use.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<WriteCounter>();
        services.AddSingleton<CacheVersions>();
        services.AddSingleton(_ => RootKeys.Of(options));
        services.AddSingleton<IDatabase>(provider => options.ParsedProvider == DatabaseProvider.Sqlite
            ? ActivatorUtilities.CreateInstance<SqliteDatabase>(provider, options.EffectiveConnectionString)
            : ActivatorUtilities.CreateInstance<PostgresDatabase>(provider, options.EffectiveConnectionString));

        // What the protocol asks for
        services.AddSingleton<IStoredClients, ClientStore>();
        services.AddSingleton<IPairwiseSalt>(provider => provider.GetRequiredService<SettingStore>());
        services.AddSingleton<IRegistrationStore, RegistrationStore>();
        services.AddSingleton<IScopeStore>(provider => provider.GetRequiredService<ScopeStore>());
        services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<UserStore>());
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<IGrantStore, GrantStore>();
        services.AddSingleton<IConsentStore, ConsentStore>();
        services.AddSingleton<IAttemptStore, AttemptStore>();
        services.AddSingleton<IApprovalStore, ApprovalStore>();
        services.AddSingleton<IStoredHandles, StoredHandleStore>();
        services.AddSingleton<IPushedRequestStore, PushedRequestStore>();
        services.AddSingleton<IReplayStore, ReplayStore>();
        services.AddSingleton<IProofMemory>(provider => options.ParsedProvider == DatabaseProvider.Sqlite
            ? new ProcessProofMemory(Clock(provider))
            : new PostgresProofMemory(Database(provider), Clock(provider)));
        services.AddSingleton<ISigningKeyStore, SigningKeyStore>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<IOutboxStore>(provider => provider.GetRequiredService<OutboxStore>());
        services.AddSingleton<EventLog>();
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<EventLog>());

        // What the pages and commands use
        services.AddSingleton(provider => new ClientRegistry(Database(provider), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new InitialAccessTokenStore(Database(provider)));
        services.AddSingleton(provider => new ScopeStore(Database(provider), Caches(provider), Clock(provider)));
        services.AddSingleton(provider => new UserStore(Database(provider), Root(provider)));
        services.AddSingleton(provider => new PasswordHistory(Database(provider), Root(provider)));
        services.AddSingleton(provider => new UserRegistry(Database(provider), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new CredentialStore(Database(provider), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new CodeStore(Database(provider), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new DeviceStore(Database(provider), Clock(provider)));
        services.AddSingleton(provider => new OwnerEdits(Database(provider), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new ActivityStore(Database(provider), Clock(provider)));
        services.AddSingleton(provider => new ConnectedClients(Database(provider), provider.GetRequiredService<SessionEnds>(), Clock(provider)));
        services.AddSingleton(provider => new LogoutDeliveries(Database(provider)));
        services.AddSingleton(provider => new OrganizationStore(Database(provider), Caches(provider), Clock(provider)));
        services.AddSingleton(provider => new OrganizationRegistry(Database(provider), Clock(provider)));
        services.AddSingleton(provider => new OrganizationDomains(Database(provider), Clock(provider)));
        services.AddSingleton(provider => new OrganizationCatalog(Database(provider)));
        services.AddSingleton(provider => new IdentityProviderCatalog(Database(provider)));
        services.AddSingleton(provider => new IdentityProviderStore(Database(provider), Root(provider), Caches(provider), Clock(provider)));
        services.AddSingleton(provider => new FederatedIdentityStore(Database(provider), Clock(provider)));
        services.AddSingleton(provider => new FederatedAccounts(Database(provider), provider.GetRequiredService<UserRegistry>(), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new UpstreamSessionStore(Database(provider), Root(provider)));
        services.AddSingleton(provider => new FederationKeyStore(Database(provider), Root(provider)));
        services.AddSingleton(provider => new GuessStore(Database(provider)));
        services.AddSingleton(provider => new SettingStore(Database(provider), Root(provider)));
        services.AddSingleton(provider => new MaintenanceStore(Database(provider), Caches(provider), Clock(provider)));
        services.AddSingleton(provider => new SetupTokenStore(Database(provider), Clock(provider)));
        services.AddSingleton(provider => new ProvisioningTransaction(Database(provider), Root(provider), Clock(provider)));
        services.AddSingleton(provider => new RootKeyRotation(Database(provider), Root(provider)));
        services.AddSingleton(provider => new DatabaseSetup(options, Database(provider), provider.GetRequiredService<SettingStore>(),
            provider.GetRequiredService<FirstDataProtectionKey>(), provider.GetRequiredService<ILogger<DatabaseSetup>>()));

        services.AddSingleton<SessionEnds>();
        services.AddSingleton<ExpiredSessions>();
        services.AddSingleton<ExpiredRows>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventLog>());
        services.AddHostedService<CacheWatch>();
        services.AddHostedService<CleanupLoop>();
        return services.AddDataProtectionRing();
    }

    private static IServiceCollection AddDataProtectionRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("pse-identity");
        services.AddSingleton<DataProtectionKeyStore>();
        services.AddSingleton<FirstDataProtectionKey>();
        // The repository encrypts whole elements, so the framework has nothing left to encrypt.
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(ring =>
        {
            ring.XmlRepository = provider.GetRequiredService<DataProtectionKeyStore>();
            ring.XmlEncryptor = new NullXmlEncryptor();
        }));
        return services;
    }

    private static IDatabase Database(IServiceProvider provider) => provider.GetRequiredService<IDatabase>();

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static CacheVersions Caches(IServiceProvider provider) => provider.GetRequiredService<CacheVersions>();

    private static RootKey Root(IServiceProvider provider) => provider.GetRequiredService<RootKey>();
}
