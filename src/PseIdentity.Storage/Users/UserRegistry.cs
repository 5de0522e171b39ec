using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Setup;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Users;

/// <summary>Where people are created, changed and removed.</summary>
public sealed partial class UserRegistry
{
    private readonly IDatabase database;
    private readonly TimeProvider clock;
    private readonly SecretColumn secrets;
    private readonly SecretColumn formerSecrets;
    private readonly SessionEnds ends;
    private readonly ChangeRecords records;

    internal UserRegistry(IDatabase database, RootKey root, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        secrets = new SecretColumn(root, "credentials");
        formerSecrets = new SecretColumn(root, PasswordHistory.Table);
        ends = new SessionEnds(root);
        records = new ChangeRecords(root);
    }

    public Task<AccountChange> CreateAsync(NewAccount account, CancellationToken ct) => database.EditAsync(Cached.Nothing, model => CreateAsync(model, account, ct), ct);

    internal async Task<AccountChange> CreateAsync(IdentityDb model, NewAccount account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        if (await IdentifierEdits.ReplaceAsync(model, id, account.Claims, ct) is { } taken)
            return new AccountChange(AccountOutcome.IdentifierTaken, Identifier: taken);
        // Last, so that a refusal does not spend it.
        if (account.SetupToken is { } token && !await SetupTokenStore.UseAsync(model, token, now, ct))
            return new AccountChange(AccountOutcome.SetupTokenSpent);

        model.Users.Add(new UserRow
        {
            Id = id,
            Subject = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            State = UserRow.Active,
            Claims = ClaimsText.Canonical(account.Claims),
            Roles = ClaimsText.Roles(account.Claims),
            Organization = account.Organization,
            MustChangePassword = account.MustChangePassword,
            PasswordChangedAt = account.PasswordHash is null ? null : now,
            CreatedAt = now,
            UpdatedAt = now,
        });
        if (account.PasswordHash is { } hash)
            Add(model, id, CredentialKinds.Password, Encoding.UTF8.GetBytes(hash), now);
        if (account.TotpSecret is { } totp)
            Add(model, id, CredentialKinds.Totp, totp, now);
        await model.SaveChangesAsync(ct);
        return new AccountChange(AccountOutcome.Saved, id);
    }

    /// <summary>Replaces the claims, and with them the identifiers, and the organisation.</summary>
    public Task<AccountChange> UpdateAsync(Guid id, JsonElement claims, string? organization, CancellationToken ct) =>
        database.EditAsync(Cached.Nothing, model => UpdateAsync(model, id, claims, organization, ct), ct);

    private async Task<AccountChange> UpdateAsync(IdentityDb model, Guid id, JsonElement claims, string? organization, CancellationToken ct)
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return new AccountChange(AccountOutcome.NotFound);
        if (await IdentifierEdits.ReplaceAsync(model, id, claims, ct) is { } taken)
            return new AccountChange(AccountOutcome.IdentifierTaken, Identifier: taken);

        user.Claims = ClaimsText.Canonical(claims);
        user.Roles = ClaimsText.Roles(claims);
        user.Organization = organization;
        if (model.ChangeTracker.HasChanges())
            user.UpdatedAt = clock.GetUtcNow();
        return await model.SaveChangesAsync(ct) > 0 ? new AccountChange(AccountOutcome.Saved, id) : new AccountChange(AccountOutcome.Unchanged, id);
    }

    /// <summary>The person has shown that this address or number is theirs: its claim is marked as verified. False when it is not theirs any more.</summary>
    /// <param name="claim"><c>email</c> or <c>phone_number</c> (OpenID Connect Core §5.1).</param>
    /// <param name="record">What is recorded with it.</param>
    public Task<bool> MarkVerifiedAsync(Guid id, string claim, string value, CancellationToken ct, ChangeRecord? record = null) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user || JsonNode.Parse(user.Claims) is not JsonObject claims || (string?)claims[claim] != value)
            return false;
        claims[claim + "_verified"] = true;
        records.Add(model, record, clock.GetUtcNow());
        return (await UpdateAsync(model, id, JsonElement.Parse(claims.ToJsonString()), user.Organization, ct)).Outcome is AccountOutcome.Saved or AccountOutcome.Unchanged;
    }, ct);

    /// <summary>The person chose a password: codes and sign-ins under way from before become worthless, sessions and grants stay.</summary>
    /// <param name="record">What is recorded and told with it.</param>
    public Task<bool> SetPasswordAsync(Guid id, string hash, bool mustChange, CancellationToken ct, ChangeRecord? record = null) =>
        database.EditAsync(Cached.Nothing, model => WritePasswordAsync(model, id, hash, mustChange, record, ct), ct);

    /// <summary>Somebody else set the password, because it was lost or stolen: whoever is signed in with the old one is signed out, and its grants end.</summary>
    public Task<bool> ResetPasswordAsync(Guid id, string hash, bool mustChange, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (!await WritePasswordAsync(model, id, hash, mustChange, null, ct) || await HeldAsync(model, id, ct) is not { } user)
            return false;
        await ends.EndAllOfAsync(model, id, user.Subject, "password-reset", clock.GetUtcNow(), ct);
        return true;
    }, ct);

    private async Task<bool> WritePasswordAsync(IdentityDb model, Guid id, string hash, bool mustChange, ChangeRecord? record, CancellationToken ct)
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return false;
        var now = clock.GetUtcNow();
        await KeepFormerPasswordAsync(model, id, now, ct);
        await SetSecretAsync(model, id, CredentialKinds.Password, Encoding.UTF8.GetBytes(hash), now, ct);
        await DistrustDevicesAsync(model, id, ct);
        user.MustChangePassword = mustChange;
        user.PasswordChangedAt = now;
        user.Stamp++;
        user.UpdatedAt = now;
        records.Add(model, record, now);
        return await model.SaveChangesAsync(ct) > 0;
    }

    /// <summary>Whether the person must choose a new password at the next sign-in; false when it was so already.</summary>
    public Task<bool> SetMustChangePasswordAsync(Guid id, bool mustChange, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return false;
        user.MustChangePassword = mustChange;
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>
    /// Sets the shared key of RFC 6238, or removes it (null). Where there was another, whoever is signed in with it is signed out, and its grants end.
    /// </summary>
    public Task<bool> SetTotpSecretAsync(Guid id, byte[]? secret, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return false;
        var former = await model.Credentials.Where(row => row.UserId == id && row.Kind == CredentialKinds.Totp).ToListAsync(ct);
        if (former.Count > 0)
        {
            user.Stamp++;
            await DistrustDevicesAsync(model, id, ct);
            await ends.EndAllOfAsync(model, id, user.Subject, "factor-reset", clock.GetUtcNow(), ct);
        }
        if (secret is null)
            model.Credentials.RemoveRange(former);
        else
            await SetSecretAsync(model, id, CredentialKinds.Totp, secret, clock.GetUtcNow(), ct);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>Lets the person in again.</summary>
    public Task<bool> EnableAsync(Guid id, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return false;
        user.State = UserRow.Active;
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>Locks the person out everywhere at once: no sign-in, no session, no grant.</summary>
    public Task<bool> DisableAsync(Guid id, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { State: UserRow.Active } user)
            return false;
        user.State = UserRow.Disabled;
        user.Stamp++;
        await DistrustDevicesAsync(model, id, ct);
        user.UpdatedAt = clock.GetUtcNow();
        await model.SaveChangesAsync(ct);
        await ends.EndAllOfAsync(model, id, user.Subject, "user-disabled", clock.GetUtcNow(), ct);
        return true;
    }, ct);

    /// <summary>The owner says that a sign-in was not theirs: nobody is signed in any more, until the account has been recovered. Recorded and told in the same transaction.</summary>
    public Task<bool> LockAsync(Guid id, ChangeRecord record, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { State: UserRow.Active } user)
            return false;
        user.State = UserRow.Locked;
        user.Stamp++;
        user.UpdatedAt = clock.GetUtcNow();
        records.Add(model, record, clock.GetUtcNow());
        await DistrustDevicesAsync(model, id, ct);
        await model.SaveChangesAsync(ct);
        await ends.EndAllOfAsync(model, id, user.Subject, "locked-by-owner", clock.GetUtcNow(), ct);
        return true;
    }, ct);

    /// <summary>Removes the person with credentials, consents and sessions. Grants stay as marks, revoked, so that no code works again.</summary>
    public Task<bool> RemoveAsync(Guid id, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return false;
        await ends.EndAllOfAsync(model, id, user.Subject, "user-removed", clock.GetUtcNow(), ct);
        await model.Consents.Where(row => row.UserId == id).ExecuteDeleteAsync(ct);
        await model.Sessions.Where(row => row.UserId == id).ExecuteDeleteAsync(ct);
        model.Users.Remove(user);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    /// <summary>Whether an active person has the role.</summary>
    public Task<bool> AnyHasRoleAsync(string role, CancellationToken ct) => database.ReadModelAsync(model =>
        model.Users.AnyAsync(row => row.State == UserRow.Active && row.Roles != null && row.Roles.Contains(" " + role + " "), ct), ct);

    // Edits of one person come one after another, or two resets at once would leave one stamp, and codes from between them valid.
    private static async Task<UserRow?> HeldAsync(IdentityDb model, Guid id, CancellationToken ct)
    {
        await model.HoldAsync($"user:{id}", ct);
        return await model.Users.SingleOrDefaultAsync(row => row.Id == id, ct);
    }

    // Whoever trusted a browser trusted it with the password of that time.
    private static Task<int> DistrustDevicesAsync(IdentityDb model, Guid id, CancellationToken ct) =>
        model.Devices.Where(row => row.UserId == id && row.TrustedUntil != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.TrustedUntil, (DateTimeOffset?)null), ct);

    private async Task KeepFormerPasswordAsync(IdentityDb model, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        if (await model.Credentials.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId && row.Kind == CredentialKinds.Password, ct) is not { } former)
            return;
        var kept = await model.PasswordHistory.Where(row => row.UserId == userId).OrderByDescending(row => row.ReplacedAt).ToListAsync(ct);
        model.PasswordHistory.RemoveRange(kept.Skip(PasswordHistory.Most - 1));
        var id = Guid.CreateVersion7(now);
        model.PasswordHistory.Add(new PasswordHistoryRow { Id = id, UserId = userId, Secret = formerSecrets.Seal(secrets.Open(former.Secret, former.Id), id), ReplacedAt = now });
    }

    private async Task SetSecretAsync(IdentityDb model, Guid userId, string kind, byte[] secret, DateTimeOffset now, CancellationToken ct)
    {
        if (await model.Credentials.SingleOrDefaultAsync(row => row.UserId == userId && row.Kind == kind, ct) is not { } credential)
        {
            Add(model, userId, kind, secret, now);
            return;
        }
        credential.Secret = secrets.Seal(secret, credential.Id);
        credential.Version++;
        credential.LastStep = null;
        credential.CreatedAt = now;
        credential.UnbackedSince = null;
    }

    private void Add(IdentityDb model, Guid userId, string kind, byte[] secret, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        model.Credentials.Add(new CredentialRow { Id = id, UserId = userId, Kind = kind, Secret = secrets.Seal(secret, id), CreatedAt = now });
    }
}
