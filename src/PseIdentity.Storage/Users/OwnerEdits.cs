using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Users;

/// <summary>What became of the wish to close an account.</summary>
public enum ClosingOutcome
{
    Closed,
    NotFound,

    /// <summary>Nobody else could look after the installation.</summary>
    LastOfRole,
}

/// <summary>What people change about their own account; each change is recorded, and told, in its transaction, so that none is missing.</summary>
public sealed class OwnerEdits
{
    private readonly IDatabase database;
    private readonly SessionEnds ends;
    private readonly TimeProvider clock;
    private readonly ChangeRecords records;

    internal OwnerEdits(IDatabase database, RootKey root, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        ends = new SessionEnds(root);
        records = new ChangeRecords(root);
    }

    /// <summary>Changes some claims and leaves the others as they are by then; null takes a claim away.</summary>
    public Task<AccountChange> ChangeClaimsAsync(Guid id, IReadOnlyDictionary<string, JsonNode?> changes, ChangeRecord record, CancellationToken ct) =>
        database.EditAsync(Cached.Nothing, async model =>
        {
            if (await HeldAsync(model, id, ct) is not { State: UserRow.Active } user)
                return new AccountChange(AccountOutcome.NotFound);
            var claims = JsonNode.Parse(user.Claims)?.AsObject() ?? [];
            foreach (var (name, value) in changes)
                if (value is null)
                    claims.Remove(name);
                else
                    claims[name] = value.DeepClone();
            var changed = JsonElement.Parse(claims.ToJsonString());
            if (await IdentifierEdits.ReplaceAsync(model, id, changed, ct) is { } taken)
                return new AccountChange(AccountOutcome.IdentifierTaken, Identifier: taken);

            user.Claims = ClaimsText.Canonical(changed);
            if (!model.ChangeTracker.HasChanges())
                return new AccountChange(AccountOutcome.Unchanged, id);
            user.UpdatedAt = clock.GetUtcNow();
            records.Add(model, record, clock.GetUtcNow());
            await model.SaveChangesAsync(ct);
            return new AccountChange(AccountOutcome.Saved, id);
        }, ct);

    /// <summary>
    /// Removes the person with credentials, consents and sessions. Refused where nobody else who may sign in would have the role:
    /// of two who close at once, one stays.
    /// </summary>
    public Task<ClosingOutcome> CloseAsync(Guid id, string neverWithout, ChangeRecord record, CancellationToken ct) =>
        database.EditAsync(Cached.Nothing, async model =>
        {
            var role = " " + neverWithout + " ";
            await model.HoldAsync("role:" + neverWithout, ct);
            if (await HeldAsync(model, id, ct) is not { } user)
                return ClosingOutcome.NotFound;
            if (user.Roles?.Contains(role, StringComparison.Ordinal) == true
                && !await model.Users.AnyAsync(row => row.Id != id && row.State == UserRow.Active && row.Roles != null && row.Roles.Contains(role), ct))
                return ClosingOutcome.LastOfRole;

            var now = clock.GetUtcNow();
            await ends.EndAllOfAsync(model, id, user.Subject, "user-removed", now, ct);
            await model.Consents.Where(row => row.UserId == id).ExecuteDeleteAsync(ct);
            await model.Sessions.Where(row => row.UserId == id).ExecuteDeleteAsync(ct);
            model.Users.Remove(user);
            records.Add(model, record, now);
            await model.SaveChangesAsync(ct);
            return ClosingOutcome.Closed;
        }, ct);

    private static async Task<UserRow?> HeldAsync(IdentityDb model, Guid id, CancellationToken ct)
    {
        await model.HoldAsync($"user:{id}", ct);
        return await model.Users.SingleOrDefaultAsync(row => row.Id == id, ct);
    }
}
