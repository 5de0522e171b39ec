using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Federation;

/// <summary>People upstream and their accounts.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class FederatedAccountsTests<T> : DatabaseTests<T> where T : IBackend
{
    private readonly IdentityEvent happened = new("federation.test");

    private FederatedAccounts Federated => Backend.Get<FederatedAccounts>();

    private FederatedIdentityStore Links => Backend.Get<FederatedIdentityStore>();

    [Test]
    public async Task Ten_who_come_at_once_with_one_subject_are_one_account()
    {
        var link = NewLink();

        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Federated.CreateAsync(NewAccount(), link, happened, default)));

        Assert.That(made.Count(each => each.Outcome == AccountOutcome.Saved), Is.EqualTo(1));
        Assert.That(made.Select(each => each.Id).Distinct(), Has.One.Items);
        Assert.That((await Links.FindAsync(link.Provider, link.Subject, default))?.UserId, Is.EqualTo(made[0].Id));
    }

    [Test]
    public async Task A_subject_belongs_to_whoever_was_linked_first()
    {
        var (one, two, link) = (await PersonAsync(), await PersonAsync(), NewLink());

        Assert.That(await Federated.LinkAsync(one, link, ChangeRecord.Of(happened), default), Is.True);
        Assert.That(await Federated.LinkAsync(two, link, ChangeRecord.Of(happened), default), Is.False);
        Assert.That(await Federated.LinkAsync(one, link, ChangeRecord.Of(happened), default), Is.True, "it is so already");
    }

    [Test]
    public async Task A_link_goes_where_another_way_in_is_left_and_of_two_at_once_the_last_stays()
    {
        var (person, one, two) = (await PersonAsync(), NewLink(), NewLink() with { Provider = "globex" });
        await Federated.LinkAsync(person, one, ChangeRecord.Of(happened), default);
        await Federated.LinkAsync(person, two, ChangeRecord.Of(happened), default);

        var gone = await Task.WhenAll(new[] { one, two }.Select(link =>
            Federated.TryUnlinkAsync(person, link.Provider, link.Subject, left => left.Contains(CredentialKinds.Federated), ChangeRecord.Of(happened), default)));

        Assert.That(gone.Count(each => each), Is.EqualTo(1));
        Assert.That(await Links.OfUserAsync(person, default), Has.One.Items);
    }

    [Test]
    public async Task A_person_is_one_subject_at_a_provider_also_when_two_come_at_once()
    {
        var person = await PersonAsync();

        var linked = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Federated.LinkAsync(person, NewLink(), ChangeRecord.Of(happened), default)));

        Assert.That(linked.Count(each => each), Is.EqualTo(1));
        Assert.That(await Links.OfUserAsync(person, default), Has.One.Items);
    }

    [Test]
    public async Task What_a_provider_says_changes_what_it_governs_and_nothing_else()
    {
        var person = await PersonAsync(("roles", new JsonArray("governed-1", "own")), ("nickname", "Kept"), ("name", "Before"));
        var said = new Followed(new Dictionary<string, JsonNode?> { ["name"] = "After", ["locale"] = null }, ["governed-2"], ["governed-1", "governed-2"]);

        var first = await Federated.FollowAsync(person, said, happened, default);
        var second = await Federated.FollowAsync(person, said, happened, default);

        var account = await Backend.Get<UserStore>().FindAsync(person, default);
        Assert.That((first.Outcome, second.Outcome), Is.EqualTo((AccountOutcome.Saved, AccountOutcome.Unchanged)));
        Assert.That((account?.Claim("name"), account?.Claim("nickname")), Is.EqualTo(("After", "Kept")));
        Assert.That((account?.HasRole("own"), account?.HasRole("governed-1"), account?.HasRole("governed-2")), Is.EqualTo((true, false, true)));
    }

    [TestCase(true, true, 1), TestCase(true, false, 2), TestCase(false, true, 1), TestCase(false, false, 0)]
    public async Task Sessions_are_found_by_the_person_and_by_the_session_upstream(bool bySubject, bool bySid, int expected)
    {
        var (sessions, provider) = (Backend.Get<UpstreamSessionStore>(), $"p{Guid.NewGuid():N}");
        foreach (var sid in new[] { "one", "two" })
            await sessions.JoinAsync(await sessions.AddAsync(new UpstreamSession(provider, "dave", sid, "hint"), Later), Guid.CreateVersion7(), Later);
        await sessions.AddAsync(new UpstreamSession(provider, "dave", "one", null), Later);

        var found = await sessions.FindAsync(provider, bySubject ? "dave" : null, bySid ? "one" : null, default);

        Assert.That(found, Has.Count.EqualTo(expected));
        Assert.That(found.Select(each => each.Subject), Is.All.EqualTo("dave"));
    }

    [Test]
    public async Task The_last_session_upstream_is_the_one_that_is_signed_out_of()
    {
        var (sessions, session) = (Backend.Get<UpstreamSessionStore>(), Guid.CreateVersion7());
        await sessions.JoinAsync(await sessions.AddAsync(new UpstreamSession("p", "dave", "first", null), Later), session, Later);
        await sessions.JoinAsync(await sessions.AddAsync(new UpstreamSession("p", "dave", "second", "the hint"), Later), session, Later);

        Assert.That(await sessions.FindAsync(session, default), Is.EqualTo(new UpstreamSession("p", "dave", "second", "the hint")));
    }

    private DateTimeOffset Later => Backend.Clock.GetUtcNow() + TimeSpan.FromHours(1);

    private static NewLink NewLink() => new("acme", $"subject-{Guid.NewGuid():N}") { Follows = true };

    private static NewAccount NewAccount(params (string Name, JsonNode Value)[] claims)
    {
        var document = new JsonObject { ["preferred_username"] = $"n{Guid.NewGuid():N}" };
        foreach (var (name, value) in claims)
            document[name] = value;
        return new NewAccount { Claims = JsonElement.Parse(document.ToJsonString()) };
    }

    private async Task<Guid> PersonAsync(params (string Name, JsonNode Value)[] claims) =>
        (await Backend.Get<UserRegistry>().CreateAsync(NewAccount(claims), default)).Id ?? throw new InvalidOperationException("Nobody was created.");
}
