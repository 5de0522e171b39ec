using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Consents;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Users;

/// <summary>What people do to their own accounts, on both databases.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class OwnerEditsTests<T> : DatabaseTests<T> where T : IBackend
{
    private OwnerEdits Edits => Backend.Get<OwnerEdits>();

    private ActivityStore Activity => Backend.Get<ActivityStore>();

    [Test]
    public async Task One_claim_is_changed_and_the_others_stay_and_it_is_recorded()
    {
        var person = (await Backend.AddUserAsync("""{"preferred_username":"zoe-claims","name":"Zoe","nickname":"Z"}""")).Id;

        var changed = await ChangeAsync(person, ("name", "Zoe Lee"), ("nickname", null));

        var now = await Backend.Get<UserStore>().FindAsync(person, CancellationToken.None);
        Assert.That(changed.Outcome, Is.EqualTo(AccountOutcome.Saved));
        Assert.That(now!.Claim("name"), Is.EqualTo("Zoe Lee"));
        Assert.That(now.Claim("nickname"), Is.Null);
        Assert.That(now.PreferredUsername, Is.EqualTo("zoe-claims"));
        Assert.That(await NamesAsync(person), Is.EqualTo(new[] { "profile.changed" }));
    }

    [Test]
    public async Task What_changes_nothing_is_not_recorded()
    {
        var person = (await Backend.AddUserAsync("""{"name":"Zoe"}""")).Id;

        Assert.That((await ChangeAsync(person, ("name", "Zoe"))).Outcome, Is.EqualTo(AccountOutcome.Unchanged));
        Assert.That(await NamesAsync(person), Is.Empty);
    }

    [Test]
    public async Task Changes_of_different_claims_at_once_are_all_kept()
    {
        var person = (await Backend.AddUserAsync()).Id;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ChangeAsync(person, ($"claim{i}", "x"))));

        var now = await Backend.Get<UserStore>().FindAsync(person, CancellationToken.None);
        Assert.That(now!.Claims.EnumerateObject().Count(), Is.EqualTo(8));
    }

    [Test]
    public async Task Of_the_last_two_with_a_role_one_stays_when_both_close_at_once()
    {
        var role = "role-" + Guid.NewGuid().ToString("N");
        Guid[] people = [(await Backend.AddUserAsync($$"""{"roles":["{{role}}"]}""")).Id, (await Backend.AddUserAsync($$"""{"roles":["{{role}}"]}""")).Id];

        var outcomes = await Task.WhenAll(people.Select(id => Edits.CloseAsync(id, role, ChangeRecord.Of(new IdentityEvent("account.closed", id)), CancellationToken.None)));

        Assert.That(outcomes, Is.EquivalentTo(new[] { ClosingOutcome.Closed, ClosingOutcome.LastOfRole }));
    }

    [Test]
    public async Task A_lock_is_recorded_with_it_and_happens_once()
    {
        var person = (await Backend.AddUserAsync()).Id;
        var happened = new IdentityEvent("account.locked", person);

        var locks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Backend.Get<UserRegistry>().LockAsync(person, ChangeRecord.Of(happened), CancellationToken.None)));

        Assert.That(locks.Count(done => done), Is.EqualTo(1));
        Assert.That((await Backend.Get<UserStore>().FindAsync(person, CancellationToken.None))!.LockedByOwner, Is.True);
        Assert.That(await NamesAsync(person), Is.EqualTo(new[] { "account.locked" }));
    }

    [Test]
    public async Task Activity_comes_in_pages_newest_first_and_of_one_person()
    {
        var (person, other) = ((await Backend.AddUserAsync()).Id, (await Backend.AddUserAsync()).Id);
        for (var i = 0; i < 5; i++)
        {
            await Activity.RecordAsync(new IdentityEvent($"event.{i}", person, Data: new Dictionary<string, string> { ["i"] = $"{i}" }));
            await Activity.RecordAsync(new IdentityEvent("event.other", other));
            Backend.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        var first = await Activity.PageAsync(person, null, 3, CancellationToken.None);
        var second = await Activity.PageAsync(person, first[^1].Id, 3, CancellationToken.None);

        Assert.That(first.Concat(second).Select(each => each.What.Name), Is.EqualTo(new[] { "event.4", "event.3", "event.2", "event.1", "event.0" }));
        Assert.That(first[0].What.Data!["i"], Is.EqualTo("4"));
        Assert.That(await Activity.FindAsync(other, first[0].Id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task What_is_taken_back_from_a_client_is_gone_and_nothing_else()
    {
        var person = (await Backend.AddUserAsync()).Id;
        foreach (var client in new[] { "one", "two" })
            await Backend.Consents.AllowAsync(new(person, client, ["openid", "email"], Backend.Clock.GetUtcNow()), CancellationToken.None);
        var connected = Backend.Get<ConnectedClients>();

        Assert.That(await connected.DisconnectAsync(person, "one", CancellationToken.None), Is.True);
        Assert.That(await connected.DisconnectAsync(person, "one", CancellationToken.None), Is.False);

        var left = await connected.OfAsync(person, CancellationToken.None);
        Assert.That(left.Select(each => each.ClientId), Is.EqualTo(new[] { "two" }));
        Assert.That(left[0].Words, Is.EqualTo(new[] { "openid", "email" }));
    }

    private Task<AccountChange> ChangeAsync(Guid person, params (string Claim, string? Value)[] changes) =>
        Edits.ChangeClaimsAsync(person, changes.ToDictionary(each => each.Claim, each => (JsonNode?)each.Value), ChangeRecord.Of(new IdentityEvent("profile.changed", person)), CancellationToken.None);

    private async Task<IEnumerable<string>> NamesAsync(Guid person) => (await Activity.PageAsync(person, null, 10, CancellationToken.None)).Select(each => each.What.Name);
}
