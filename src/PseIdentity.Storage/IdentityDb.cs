using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using PseIdentity.Storage.Approvals;
using PseIdentity.Storage.Attempts;
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
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Outbox;
using PseIdentity.Storage.Provisioning;
using PseIdentity.Storage.PushedRequests;
using PseIdentity.Storage.Registration;
using PseIdentity.Storage.Replays;
using PseIdentity.Storage.Scopes;
using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Setup;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage;

/// <summary>The model: every table of the provider. Hand-written statements use the same names, in snake_case.</summary>
internal abstract class IdentityDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<ClientRow> Clients => Set<ClientRow>();
    public DbSet<ClientSecretRow> ClientSecrets => Set<ClientSecretRow>();
    public DbSet<InitialAccessTokenRow> InitialAccessTokens => Set<InitialAccessTokenRow>();
    public DbSet<ScopeRow> Scopes => Set<ScopeRow>();
    public DbSet<UserRow> Users => Set<UserRow>();
    public DbSet<IdentifierRow> Identifiers => Set<IdentifierRow>();
    public DbSet<CredentialRow> Credentials => Set<CredentialRow>();
    public DbSet<PasswordHistoryRow> PasswordHistory => Set<PasswordHistoryRow>();
    public DbSet<CodeRow> Codes => Set<CodeRow>();
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();
    public DbSet<SessionRow> Sessions => Set<SessionRow>();
    public DbSet<SessionClientRow> SessionClients => Set<SessionClientRow>();
    public DbSet<GrantRow> Grants => Set<GrantRow>();
    public DbSet<DeniedTokenRow> DeniedTokens => Set<DeniedTokenRow>();
    public DbSet<ConsentRow> Consents => Set<ConsentRow>();
    public DbSet<AttemptRow> Attempts => Set<AttemptRow>();
    public DbSet<ApprovalRow> Approvals => Set<ApprovalRow>();
    public DbSet<StoredHandleRow> StoredHandles => Set<StoredHandleRow>();
    public DbSet<PushedRequestRow> PushedRequests => Set<PushedRequestRow>();
    public DbSet<ReplayRow> Replays => Set<ReplayRow>();
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    public DbSet<LogoutDeliveryRow> LogoutDeliveries => Set<LogoutDeliveryRow>();
    public DbSet<EventRow> Events => Set<EventRow>();
    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();
    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();
    public DbSet<SettingRow> Settings => Set<SettingRow>();
    public DbSet<SetupTokenRow> SetupTokens => Set<SetupTokenRow>();
    public DbSet<GuessRow> Guesses => Set<GuessRow>();
    public DbSet<OrganizationRow> Organizations => Set<OrganizationRow>();
    public DbSet<OrganizationDomainRow> OrganizationDomains => Set<OrganizationDomainRow>();
    public DbSet<OrganizationAdministratorRow> OrganizationAdministrators => Set<OrganizationAdministratorRow>();
    public DbSet<IdentityProviderRow> IdentityProviders => Set<IdentityProviderRow>();
    public DbSet<FederatedIdentityRow> FederatedIdentities => Set<FederatedIdentityRow>();
    public DbSet<UpstreamSessionRow> UpstreamSessions => Set<UpstreamSessionRow>();
    public DbSet<FederationKeyRow> FederationKeys => Set<FederationKeyRow>();
    public DbSet<ProvisioningMarkRow> ProvisioningMarks => Set<ProvisioningMarkRow>();

    /// <summary>How many rows this context has written.</summary>
    public int RowsSaved { get; private set; }

    /// <summary>Waits until no other transaction holds this name, and holds it until this one ends.</summary>
    public abstract Task HoldAsync(string name, CancellationToken ct);

    /// <summary>Removes what a migration left behind that died half way.</summary>
    public abstract Task ClearMigrationLockAsync(CancellationToken ct);

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        var rows = base.SaveChanges(acceptAllChangesOnSuccess);
        RowsSaved += rows;
        return rows;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        RowsSaved += rows;
        return rows;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) =>
        configuration.Properties<DateTimeOffset>().HaveConversion<TimeAsMilliseconds>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(IdentityDb).Assembly);
        foreach (var property in model.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
            property.SetColumnName(SnakeCase(property));
    }

    private static string SnakeCase(IReadOnlyProperty property) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private sealed class TimeAsMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), number => DateTimeOffset.FromUnixTimeMilliseconds(number));
}
