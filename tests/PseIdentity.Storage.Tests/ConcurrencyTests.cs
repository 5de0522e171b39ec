using NUnit.Framework;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.Users;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Contracts;

namespace PseIdentity.Storage.Tests;

/// <summary>What must be decided once, asked many times at once. On the databases: the memory stores would prove nothing.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class ConcurrencyTests<T> : StoreContract where T : IBackend
{
    private const int Rounds = 100;
    private const int AtOnce = 20;
    private UserRecord user = null!;

    private SqlBackend Backend => (SqlBackend)Stores;

    protected override Task<IStores> OpenAsync() => T.OpenAsync();

    [SetUp]
    public async Task Begin() => user = await Stores.AddUserAsync();

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task Of_twenty_redemptions_of_one_code_exactly_one_succeeds()
    {
        var session = await SignedInAsync(user);
        var client = await ClientAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var grant = NewGrant(session, client);

            var results = await AllAtOnceAsync(_ => Stores.Grants.TryRedeemAsync(grant, NewGate(session)));

            Assert.That(results.Count(result => result == RedemptionResult.Redeemed), Is.EqualTo(1));
            Assert.That(results.Count(result => result == RedemptionResult.Replayed), Is.EqualTo(AtOnce - 1));
        }
    }

    [Test]
    public async Task Of_two_nodes_that_redeem_one_code_exactly_one_succeeds()
    {
        await using var other = Backend.AnotherNode();
        var session = await SignedInAsync(user);
        var client = await ClientAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var grant = NewGrant(session, client);

            var results = await AllAtOnceAsync(i => (i % 2 == 0 ? Stores : other).Grants.TryRedeemAsync(grant, NewGate(session)), 4);

            Assert.That(results.Count(result => result == RedemptionResult.Redeemed), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Of_two_racing_rotations_exactly_one_moves_the_generation()
    {
        var session = await SignedInAsync(user);
        var grant = NewGrant(session, await ClientAsync());
        await Stores.Grants.TryRedeemAsync(grant, NewGate(session));
        for (var generation = 0; generation < Rounds; generation++)
        {
            var presented = generation;

            var results = await AllAtOnceAsync(_ => Stores.Grants.TryRotateAsync(grant.Id, presented, Now, grant.ExpiresAt), 2);

            Assert.That(results.Count(moved => moved), Is.EqualTo(1));
            Assert.That((await Stores.Grants.FindLiveAsync(grant.Id, Now, CancellationToken.None))?.Generation, Is.EqualTo(generation + 1));
        }
    }

    [Test]
    public async Task Of_twenty_guesses_at_once_five_are_compared()
    {
        var guesses = Backend.Get<GuessStore>();
        var limit = new GuessLimit(5, TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));
        for (var round = 0; round < Rounds; round++)
        {
            var account = RandomHash();

            var results = await AllAtOnceAsync(_ => guesses.ReserveAsync("password", account, limit, Now));

            Assert.That(results.Count(result => result.Allowed), Is.EqualTo(5));
            Assert.That(results.Where(result => !result.Allowed).Select(result => result.LockedUntil), Is.All.EqualTo(Now.AddMinutes(15)));
        }
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task A_time_step_is_used_once()
    {
        await Backend.Get<UserRegistry>().SetTotpSecretAsync(user.Id, new byte[20], CancellationToken.None);
        var store = Backend.Get<UserStore>();
        var totp = (await store.FindAsync(user.Id, CancellationToken.None))!.Totp!;
        for (var step = 1; step <= Rounds; step++)
        {
            var used = step;

            var results = await AllAtOnceAsync(_ => store.TryUseTotpStepAsync(totp.Id, used, Now, CancellationToken.None));

            Assert.That(results.Count(first => first), Is.EqualTo(1));
        }
        Assert.That(await store.TryUseTotpStepAsync(totp.Id, 1, Now, CancellationToken.None), Is.False, "an older step");
    }

    [Test]
    public async Task Something_for_one_use_is_used_once()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var key = RandomHash();

            var results = await AllAtOnceAsync(_ => Stores.Replays.TryUseAsync("assertion", key, Now.AddMinutes(5), CancellationToken.None));

            Assert.That(results.Count(first => first), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task An_attempt_is_saved_once_for_each_version()
    {
        var attempt = new Attempt { RequestId = RandomId.Of128Bits(), BrowserHash = RandomHash(), ExpiresAt = Now.AddMinutes(5) };
        for (var version = 0; version < Rounds; version++)
        {
            var next = attempt with { Version = version };

            var results = await AllAtOnceAsync(_ => Stores.Attempts.TrySaveAsync(next, CancellationToken.None), 4);

            Assert.That(results.Count(saved => saved), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task No_message_is_claimed_twice()
    {
        await using var other = Backend.AnotherNode();
        const int Messages = 200;
        for (var i = 0; i < Messages; i++)
            await Stores.Outbox.EnqueueAsync(new OutboxMessage("mail", $"{i}"), CancellationToken.None);

        var claims = await AllAtOnceAsync(ClaimAllAsync, 4);

        Assert.That(claims.SelectMany(mine => mine), Is.Unique.And.Exactly(Messages).Items);

        async ValueTask<List<string>> ClaimAllAsync(int i)
        {
            var mine = new List<string>();
            while (await (i % 2 == 0 ? Stores : other).Outbox.ClaimAsync(7, 1000, TimeSpan.FromHours(1), Now, CancellationToken.None) is { Count: > 0 } claimed)
                mine.AddRange(claimed.Where(message => message.Kind == "mail").Select(message => message.Body!));
            return mine;
        }
    }

    [Test]
    public async Task A_sign_out_that_races_a_redemption_misses_neither_grant_nor_client()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var session = await SignedInAsync(user);
            var grant = NewGrant(session, await ClientAsync());

            var redemption = Task.Run(() => Stores.Grants.TryRedeemAsync(grant, NewGate(session)).AsTask());
            var ending = Task.Run(() => Stores.Sessions.EndAsync(session.Id, "test", Now, CancellationToken.None).AsTask());

            var told = (await ending)?.Clients;
            Assert.That(told, await redemption == RedemptionResult.Redeemed ? Is.EqualTo((string[])[grant.ClientId]) : Is.Empty);
            Assert.That(await Stores.Grants.FindLiveAsync(grant.Id, Now, CancellationToken.None), Is.Null);
        }
    }

    [Test]
    public async Task A_withdrawal_that_races_a_redemption_leaves_no_live_grant()
    {
        var session = await SignedInAsync(user);
        for (var round = 0; round < Rounds; round++)
        {
            var grant = NewGrant(session, await ClientAsync());
            await Stores.Consents.AllowAsync(new(user.Id, grant.ClientId, ["openid"], Now), CancellationToken.None);

            var redemption = Task.Run(() => Stores.Grants.TryRedeemAsync(grant, NewGate(session)).AsTask());
            var withdrawal = Task.Run(() => Stores.Consents.WithdrawAsync(user.Id, grant.ClientId, Now, CancellationToken.None).AsTask());
            await Task.WhenAll(redemption, withdrawal);

            Assert.That(await Stores.Grants.FindLiveAsync(grant.Id, Now, CancellationToken.None), Is.Null);
        }
    }

    [Test]
    public async Task A_disabled_person_keeps_no_grant_that_raced_the_lock_even_when_let_in_again()
    {
        var registry = Backend.Get<UserRegistry>();
        for (var round = 0; round < Rounds / 4; round++)
        {
            var person = await Stores.AddUserAsync();
            var session = await SignedInAsync(person);
            var grant = NewGrant(session, await ClientAsync()) with { Offline = true };

            await Task.WhenAll(
                Task.Run(() => Stores.Grants.TryRedeemAsync(grant, NewGate(session)).AsTask()),
                Task.Run(() => registry.DisableAsync(person.Id, CancellationToken.None)));
            await registry.EnableAsync(person.Id, CancellationToken.None);

            Assert.That(await Stores.Grants.FindLiveAsync(grant.Id, Now, CancellationToken.None), Is.Null);
            Assert.That(await Stores.Sessions.OfUserAsync(person.Id, Now, CancellationToken.None), Is.Empty);
        }
    }

    [Test]
    public async Task Of_people_who_ask_for_one_name_at_once_one_gets_it()
    {
        var registry = Backend.Get<UserRegistry>();
        var claims = System.Text.Json.JsonElement.Parse("""{"preferred_username":"wanted"}""");

        var results = await AllAtOnceAsync(_ => new ValueTask<AccountChange>(registry.CreateAsync(new NewAccount { Claims = claims }, CancellationToken.None)), 8);

        Assert.That(results.Count(change => change.Outcome == AccountOutcome.Saved), Is.EqualTo(1));
        Assert.That(results.Count(change => change.Outcome == AccountOutcome.IdentifierTaken), Is.EqualTo(7));
    }

    private static Task<TResult[]> AllAtOnceAsync<TResult>(Func<int, ValueTask<TResult>> act, int count = AtOnce) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => act(i).AsTask())));
}
