using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Federation;

/// <summary>A person upstream and the account that is theirs.</summary>
public sealed record NewLink(string Provider, string Subject)
{
    /// <inheritdoc cref="FederatedIdentity.Follows"/>
    public bool Follows { get; init; }

    /// <summary>The organisation that an account without one joins.</summary>
    public string? Organization { get; init; }
}

/// <summary>What a provider says of somebody, as changes of the account.</summary>
/// <param name="Claims">Name → value; null takes a claim away, and a claim that is not named stays.</param>
/// <param name="Roles">Those that its groups give.</param>
/// <param name="Governed">Every role that its groups can give: of these the account has what <paramref name="Roles"/> says, others stay.</param>
public sealed record Followed(IReadOnlyDictionary<string, JsonNode?> Claims, IReadOnlyList<string> Roles, IReadOnlyList<string> Governed);

/// <summary>Where people upstream become accounts, are linked to accounts, and change them; each in one transaction with its event.</summary>
public sealed class FederatedAccounts
{
    private readonly IDatabase database;
    private readonly UserRegistry registry;
    private readonly TimeProvider clock;
    private readonly ChangeRecords records;

    internal FederatedAccounts(IDatabase database, UserRegistry registry, RootKey root, TimeProvider clock)
    {
        records = new ChangeRecords(root);
        this.database = database;
        this.registry = registry;
        this.clock = clock;
    }

    /// <summary>Makes an account and links it. Of several who come at once with one subject, one makes it and the others find it (<see cref="AccountOutcome.Unchanged"/>).</summary>
    /// <param name="happened">What is recorded; whose account it is becomes known here.</param>
    public Task<AccountChange> CreateAsync(NewAccount account, NewLink link, IdentityEvent happened, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, link, ct) is { } present)
            return new AccountChange(AccountOutcome.Unchanged, present.UserId);
        var made = await registry.CreateAsync(model, account, ct);
        if (made is not { Outcome: AccountOutcome.Saved, Id: { } id })
            return made;
        Add(model, link, id, ChangeRecord.Of(happened with { UserId = id }));
        await model.SaveChangesAsync(ct);
        return made;
    }, ct);

    /// <summary>Links an account that is there. A subject belongs to whoever was linked first: false when that is somebody else, or the account is gone or not active.</summary>
    public Task<bool> LinkAsync(Guid userId, NewLink link, ChangeRecord record, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, link, ct) is { } present)
            return present.UserId == userId;
        await model.HoldAsync($"user:{userId}", ct);
        if (await model.Users.SingleOrDefaultAsync(row => row.Id == userId && row.State == UserRow.Active, ct) is not { } user)
            return false;
        // One person is one subject at a provider: two tabs do not make two of them.
        if (await model.FederatedIdentities.AnyAsync(row => row.UserId == userId && row.Provider == link.Provider, ct))
            return false;
        user.Organization ??= link.Organization;
        Add(model, link, userId, record);
        await model.SaveChangesAsync(ct);
        return true;
    }, ct);

    /// <summary>
    /// Takes a link away. Whether another way in remains is decided under the person's lock, by <paramref name="mayRemove"/>, from the kinds of
    /// credentials that would be left. False when there is no such link, or it may not go.
    /// </summary>
    public Task<bool> TryUnlinkAsync(Guid userId, string provider, string subject, Func<IReadOnlyList<string>, bool> mayRemove, ChangeRecord record, CancellationToken ct) =>
        database.EditAsync(Cached.Nothing, async model =>
        {
            await model.HoldAsync($"user:{userId}", ct);
            var links = await model.FederatedIdentities.Where(row => row.UserId == userId).ToListAsync(ct);
            var kinds = await model.Credentials.Where(row => row.UserId == userId).Select(row => row.Kind).ToListAsync(ct);
            if (links.SingleOrDefault(row => row.Provider == provider && row.Subject == subject) is not { } leaving
                || !mayRemove([.. kinds, .. links.Where(row => row != leaving).Select(_ => CredentialKinds.Federated)]))
                return false;
            model.FederatedIdentities.Remove(leaving);
            records.Add(model, record, clock.GetUtcNow());
            await model.SaveChangesAsync(ct);
            return true;
        }, ct);

    /// <summary>Applies what a provider says of somebody who follows it. What changed is recorded, by the names of the claims.</summary>
    public Task<AccountChange> FollowAsync(Guid userId, Followed said, IdentityEvent happened, CancellationToken ct) => database.EditAsync(Cached.Nothing, async model =>
    {
        await model.HoldAsync($"user:{userId}", ct);
        if (await model.Users.SingleOrDefaultAsync(row => row.Id == userId, ct) is not { } user)
            return new AccountChange(AccountOutcome.NotFound);
        var before = JsonElement.Parse(user.Claims);
        var claims = JsonNode.Parse(user.Claims)?.AsObject() ?? [];
        foreach (var (name, value) in said.Claims)
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value.DeepClone();
        Govern(claims, said);

        var after = JsonElement.Parse(claims.ToJsonString());
        var changed = Differences(before, after);
        if (changed.Count == 0)
            return new AccountChange(AccountOutcome.Unchanged, userId);
        if (await IdentifierEdits.ReplaceAsync(model, userId, after, ct) is { } taken)
            return new AccountChange(AccountOutcome.IdentifierTaken, Identifier: taken);
        (user.Claims, user.Roles, user.UpdatedAt) = (ClaimsText.Canonical(after), ClaimsText.Roles(after), clock.GetUtcNow());
        model.Events.Add(EventLog.Row(clock.GetUtcNow(), happened with
        {
            Data = new Dictionary<string, string>(happened.Data ?? new Dictionary<string, string>()) { ["claims"] = string.Join(' ', changed) },
        }));
        await model.SaveChangesAsync(ct);
        return new AccountChange(AccountOutcome.Saved, userId);
    }, ct);

    // One at a time among all nodes for one person upstream.
    private static async Task<FederatedIdentityRow?> HeldAsync(IdentityDb model, NewLink link, CancellationToken ct)
    {
        await model.HoldAsync($"federated:{link.Provider}/{link.Subject}", ct);
        return await model.FederatedIdentities.AsNoTracking().SingleOrDefaultAsync(row => row.Provider == link.Provider && row.Subject == link.Subject, ct);
    }

    private void Add(IdentityDb model, NewLink link, Guid userId, ChangeRecord record)
    {
        var now = clock.GetUtcNow();
        model.FederatedIdentities.Add(new FederatedIdentityRow
        {
            Provider = link.Provider,
            Subject = link.Subject,
            UserId = userId,
            Follows = link.Follows,
            CreatedAt = now,
            LastUsedAt = now,
        });
        records.Add(model, record, now);
    }

    private static void Govern(JsonObject claims, Followed said)
    {
        if (said.Governed.Count == 0)
            return;
        var present = claims["roles"] is JsonArray roles ? roles.Select(role => (string?)role).OfType<string>() : [];
        var governed = present.Except(said.Governed, StringComparer.Ordinal).Concat(said.Roles).Distinct(StringComparer.Ordinal).Select(role => (JsonNode?)role).ToArray();
        if (governed.Length == 0)
            claims.Remove("roles");
        else
            claims["roles"] = new JsonArray(governed);
    }

    private static List<string> Differences(JsonElement before, JsonElement after) =>
    [
        .. before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => !(before.TryGetProperty(name, out var was) && after.TryGetProperty(name, out var now) && JsonElement.DeepEquals(was, now))),
    ];
}
