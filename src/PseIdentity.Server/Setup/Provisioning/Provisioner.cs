using PseIdentity.Protocol.Clients;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Provisioning;
using PseIdentity.Storage.Scopes;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>
/// Makes what is stored as a file says, in one transaction; a file that is applied already writes nothing.
/// A plan is the same run, undone.
/// </summary>
internal sealed partial class Provisioner(
    ProvisioningTransaction transaction, PasswordHashing hashing, ScopeStore scopes, OrganizationCatalog organizations, IdentityProviderCatalog providers,
    ClientRegistry clients, SectorIdentifiers sectors,
    ClientMetadataRules rules, ILogger<Provisioner> log)
{
    /// <summary>What applying the file would change.</summary>
    /// <exception cref="ProvisioningException">The file cannot be applied; every reason is named.</exception>
    public async Task<IReadOnlyList<ProvisioningChange>> PlanAsync(string file, CancellationToken ct) =>
        await RunAsync(file, await ReadAsync(file, ct), new HashedPasswords(), commit: false, ct);

    /// <summary>Applies the file, and answers what it changed.</summary>
    /// <exception cref="ProvisioningException">The file cannot be applied, and nothing of it was; every reason is named.</exception>
    public async Task<IReadOnlyList<ProvisioningChange>> ApplyAsync(string file, CancellationToken ct)
    {
        var desired = await ReadAsync(file, ct);
        var passwords = new HashedPasswords();
        if (await RunAsync(file, desired, passwords, commit: false, ct) is { Count: 0 } nothing)
            return nothing;
        // Hashing costs a tenth of a second each, so it is done between the two runs: the database is not held for it.
        await passwords.HashAllAsync(hashing, ct);
        var changes = await RunAsync(file, desired, passwords, commit: true, ct);
        Applied(changes.Count);
        return changes;
    }

    private async Task<DesiredState> ReadAsync(string file, CancellationToken ct)
    {
        // There may be many thousands of organisations: only those are looked for that the file names.
        using var document = ProvisioningFile.Open(file);
        var named = ReferredNames.In(document.RootElement);
        var stored = KnownNames.With(await scopes.AllAsync(ct), await organizations.ExistingAsync(named.Organizations, ct), await providers.ExistingAsync(named.IdentityProviders, ct));
        var desired = ProvisioningFile.Read(file, document, stored, rules);
        var mistakes = await WrongSectorsAsync(desired, ct);
        return mistakes.Count == 0 ? desired : throw new ProvisioningException(file, mistakes);
    }

    // Asked when the client is new or changed, so that a start does not depend on somebody else's web server.
    private async Task<IReadOnlyList<ProvisioningMistake>> WrongSectorsAsync(DesiredState desired, CancellationToken ct)
    {
        var mistakes = new List<ProvisioningMistake>();
        foreach (var client in desired.Clients)
            if (client.Content is { SectorIdentifierUri: { } uri } metadata
                && !((await clients.FindAsync(client.Name, ct))?.Metadata is { } known && known.SectorIdentifierUri == uri && known.RedirectUris.SequenceEqual(metadata.RedirectUris))
                && await sectors.CheckAsync(metadata, ct) is { } broken)
                mistakes.Add(new($"{client.Path}.{broken.Member}", broken.Sentence));
        return mistakes;
    }

    private async Task<IReadOnlyList<ProvisioningChange>> RunAsync(string file, DesiredState desired, HashedPasswords passwords, bool commit, CancellationToken ct)
    {
        var (changes, conflicts) = await transaction.RunAsync(async edit =>
        {
            var run = new ProvisioningRun(edit, passwords, ct);
            await run.MakeSoAsync(desired);
            if (run.Conflicts.Count > 0 && commit)
                throw new ProvisioningException(file, run.Conflicts);
            return (run.Changes, run.Conflicts);
        }, commit, ct);
        return conflicts.Count == 0 ? changes : throw new ProvisioningException(file, conflicts);
    }

    [LoggerMessage(3101, LogLevel.Information, "Applied the provisioning file: {Count} change(s)")]
    private partial void Applied(int count);
}
