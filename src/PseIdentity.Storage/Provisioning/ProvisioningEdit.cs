using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Registration;
using PseIdentity.Storage.Scopes;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Provisioning;

/// <summary>A person as a provisioning file finds one.</summary>
public sealed record StoredPerson(Guid Id, JsonElement Claims, string? Organization);

/// <summary>The stores, joined in one transaction, and the marks of what was applied before.</summary>
public sealed class ProvisioningEdit
{
    private readonly IdentityDb model;
    private readonly RootKey root;

    internal ProvisioningEdit(IdentityDb model, RootKey root)
    {
        this.model = model;
        this.root = root;
    }

    /// <summary>For changes; what it lists is not part of the transaction. So are the others below.</summary>
    public required ScopeStore Scopes { get; init; }

    public required ClientRegistry Clients { get; init; }

    public required InitialAccessTokenStore InitialAccessTokens { get; init; }

    public required UserRegistry Users { get; init; }

    public required OrganizationRegistry Organizations { get; init; }

    public required IdentityProviderStore IdentityProviders { get; init; }

    /// <summary>Forgets the rows that were read and saved so far; the transaction keeps them.</summary>
    public void LetGo() => model.ChangeTracker.Clear();

    public Task<bool> HasScopeAsync(string name, CancellationToken ct) => model.Scopes.AnyAsync(row => row.Name == name, ct);

    public Task<bool> HasInitialAccessTokenAsync(string name, CancellationToken ct) => model.InitialAccessTokens.AnyAsync(row => row.Name == name, ct);

    public Task<bool> HasOrganizationAsync(string name, CancellationToken ct) => model.Organizations.AnyAsync(row => row.Name == name, ct);

    public Task<bool> HasIdentityProviderAsync(string name, CancellationToken ct) => model.IdentityProviders.AnyAsync(row => row.Name == name, ct);

    /// <summary>The person with this user name, active or not.</summary>
    public async Task<StoredPerson?> FindPersonAsync(string userName, CancellationToken ct)
    {
        var value = Identifiers.Normalize(userName);
        var found = await model.Identifiers.Where(row => row.Value == value && row.Kind == Identifiers.Username)
            .Join(model.Users, row => row.UserId, user => user.Id, (_, user) => new { user.Id, user.Claims, user.Organization }).SingleOrDefaultAsync(ct);
        return found is null ? null : new StoredPerson(found.Id, JsonElement.Parse(found.Claims), found.Organization);
    }

    /// <summary>Whether this value of a secret was the last one applied.</summary>
    /// <param name="path">What the secret belongs to, such as <c>users/alice/password</c>.</param>
    /// <param name="value">The value in the file.</param>
    public async Task<bool> IsAppliedAsync(string path, string value, CancellationToken ct) =>
        await model.ProvisioningMarks.AsNoTracking().SingleOrDefaultAsync(row => row.Path == path, ct) is { } mark
        && Macs(path, value).Any(mac => CryptographicOperations.FixedTimeEquals(mac, mark.Mac));

    public async Task MarkAsync(string path, string value, CancellationToken ct)
    {
        if (await model.ProvisioningMarks.SingleOrDefaultAsync(row => row.Path == path, ct) is { } mark)
            mark.Mac = Macs(path, value)[0];
        else
            model.ProvisioningMarks.Add(new ProvisioningMarkRow { Path = path, Mac = Macs(path, value)[0] });
        await model.SaveChangesAsync(ct);
    }

    /// <summary>What was applied to something that is gone; its namesake starts anew.</summary>
    public async Task ForgetAsync(string prefix, CancellationToken ct)
    {
        model.ProvisioningMarks.RemoveRange(await model.ProvisioningMarks.Where(row => row.Path.StartsWith(prefix)).ToListAsync(ct));
        await model.SaveChangesAsync(ct);
    }

    private IReadOnlyList<byte[]> Macs(string path, string value) => root.Macs("provisioning", Encoding.UTF8.GetBytes($"{path}\0{value}"));
}
