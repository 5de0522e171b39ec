using NUnit.Framework;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Storage.Cleanup;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Logout;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Testing.Contracts;

namespace PseIdentity.Storage.Tests.Cleanup;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class ExpiredRowsTests<T> : StoreContract where T : IBackend
{
    private SqlBackend Backend => (SqlBackend)Stores;

    protected override Task<IStores> OpenAsync() => T.OpenAsync();

    [Test]
    public async Task Expired_rows_leave_and_live_ones_stay()
    {
        for (var i = 0; i < 3; i++)
        {
            var expiresAt = Now.AddMinutes(i);
            await Stores.Handles.AddAsync(Guid.NewGuid(), [1], expiresAt, CancellationToken.None);
            await Stores.PushedRequests.AddAsync(new PushedRequest { Hash = RandomHash(), ClientId = "c", Parameters = "a=b", UsableUntil = Now, ExpiresAt = expiresAt }, CancellationToken.None);
            await Stores.Replays.TryUseAsync("test", RandomHash(), expiresAt, CancellationToken.None);
            await Stores.Grants.DenyAccessTokenAsync(RandomId.Of128Bits(), expiresAt, CancellationToken.None);
            await Stores.Attempts.TrySaveAsync(new Attempt { RequestId = RandomId.Of128Bits(), BrowserHash = RandomHash(), ExpiresAt = expiresAt }, CancellationToken.None);
        }
        Stores.Clock.Advance(TimeSpan.FromSeconds(61));

        await CleanAsync();

        foreach (var table in (string[])["stored_handles", "pushed_requests", "replays", "denied_tokens", "attempts"])
            Assert.That(await CountAsync(table), Is.EqualTo(1), table);
    }

    [Test]
    public async Task More_than_one_batch_leaves_in_one_visit()
    {
        var insert = new Statement("INSERT INTO replays (purpose, key, expires_at) VALUES ('many', $1, $2)");
        await Backend.Get<IDatabase>().ExecuteAllAsync([.. Enumerable.Range(0, 1201).Select(_ => insert.With(RandomHash(), Now.AddMinutes(-1)))], CancellationToken.None);

        await CleanAsync();

        Assert.That(await CountAsync("replays WHERE purpose = 'many'"), Is.Zero);
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task A_grant_outlives_what_it_was_redeemed_with_by_five_minutes_even_when_it_was_revoked_or_short()
    {
        var user = await Stores.AddUserAsync();
        var session = await SignedInAsync(user);
        var expired = NewGrant(session, await ClientAsync()) with { ExpiresAt = Now.AddSeconds(1), AbsoluteEnd = Now.AddSeconds(1) };
        await Stores.Grants.TryRedeemAsync(expired, NewGate(session));
        var revokedFirst = Guid.NewGuid();
        await Stores.Grants.RevokeAsync(revokedFirst, "test", Now);

        Stores.Clock.Advance(TimeSpan.FromSeconds(35 * 60 - 1));
        await CleanAsync();
        Assert.That(await Stores.Grants.TryRedeemAsync(expired, NewGate(session)), Is.EqualTo(RedemptionResult.Replayed));
        Assert.That(await Stores.Grants.TryRedeemAsync(expired with { Id = revokedFirst }, NewGate(session)), Is.EqualTo(RedemptionResult.Replayed));

        Stores.Clock.Advance(TimeSpan.FromSeconds(2));
        await CleanAsync();
        Assert.That(await CountAsync("grants WHERE expires_at < " + Now.ToUnixTimeMilliseconds()), Is.Zero);
    }

    [Test]
    public async Task The_walk_over_the_grants_reaches_all_of_them_and_begins_again()
    {
        var user = await Stores.AddUserAsync();
        var session = await SignedInAsync(user);
        var client = await ClientAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            var grant = NewGrant(session, client) with { ExpiresAt = Now.AddMinutes(i % 2 == 0 ? 10 : 1000) };
            await Stores.Grants.TryRedeemAsync(grant, NewGate(session));
            ids.Add(grant.Id);
        }

        Stores.Clock.Advance(TimeSpan.FromMinutes(40));
        await CleanAsync();

        Assert.That(await CountAsync($"grants WHERE client_id = '{client}'"), Is.EqualTo(15));

        Stores.Clock.Advance(TimeSpan.FromMinutes(1000));
        await CleanAsync();
        await CleanAsync();
        Assert.That(await CountAsync($"grants WHERE client_id = '{client}'"), Is.Zero);
    }

    [Test]
    public async Task A_session_leaves_with_its_clients_a_day_after_its_end()
    {
        var user = await Stores.AddUserAsync();
        var session = await SignedInAsync(user);
        await Stores.Grants.TryRedeemAsync(NewGrant(session, await ClientAsync()), NewGate(session));

        Stores.Clock.Advance(TimeSpan.FromHours(35));
        await CleanAsync();
        Assert.That(await CountAsync("session_clients"), Is.Not.Zero);

        Stores.Clock.Advance(TimeSpan.FromHours(2));
        await CleanAsync();
        Assert.That(await CountAsync("sessions"), Is.Zero);
        Assert.That(await CountAsync("session_clients"), Is.Zero);
    }

    [Test]
    public async Task An_event_leaves_after_its_time_and_younger_ones_stay()
    {
        var log = Backend.Get<EventLog>();
        log.Record(new IdentityEvent("test.old"));
        await log.FlushAsync();
        Stores.Clock.Advance(TimeSpan.FromDays(1));
        log.Record(new IdentityEvent("test.young"));
        await log.FlushAsync();

        Stores.Clock.Advance(TimeSpan.FromDays(399) + TimeSpan.FromMinutes(1));
        await CleanAsync();

        Assert.That(await CountAsync("events WHERE name = 'test.old'"), Is.Zero);
        Assert.That(await CountAsync("events WHERE name = 'test.young'"), Is.EqualTo(1));
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task A_session_that_runs_out_is_told_once_and_one_in_use_is_not()
    {
        var user = await Stores.AddUserAsync();
        var (idle, busy) = (await SignedInAsync(user), await SignedInAsync(user));
        var client = await ClientAsync();
        await Stores.AddClientAsync(client, new ClientMetadata { BackchannelLogoutUri = "https://rp.example/logout" });
        await Stores.Grants.TryRedeemAsync(NewGrant(idle, client), NewGate(idle));
        await Stores.Grants.TryRedeemAsync(NewGrant(busy, client), NewGate(busy));
        Stores.Clock.Advance(TimeSpan.FromMinutes(59));
        await Stores.Sessions.TouchAsync(busy.Id, Now, Now.AddHours(1), CancellationToken.None);
        Stores.Clock.Advance(TimeSpan.FromMinutes(2));

        await CleanAsync();
        await CleanAsync();

        var notice = (await Stores.Outbox.ClaimAsync(100, 100, TimeSpan.FromMinutes(1), Now, CancellationToken.None)).Single(message => message.Body?.Contains(client, StringComparison.Ordinal) == true);
        Assert.That(notice.Body, Does.Contain(idle.Sid));
        var record = (await Backend.Get<LogoutDeliveries>().OfClientAsync(client, 10, CancellationToken.None)).Single();
        Assert.That((record.Sid, record.Reason, record.Attempts, record.DeliveredAt), Is.EqualTo((idle.Sid, "expired", 0, (DateTimeOffset?)null)));

        await Stores.Outbox.PostponeAsync(notice.Id, 10, null, "500", CancellationToken.None);
        record = (await Backend.Get<LogoutDeliveries>().OfClientAsync(client, 10, CancellationToken.None)).Single();
        Assert.That((record.Attempts, record.LastStatus, record.FailedAt), Is.EqualTo((10, "500", (DateTimeOffset?)Now)));
        Stores.Clock.Advance(TimeSpan.FromDays(31));
        await CleanAsync();
        Assert.That((await Backend.Get<LogoutDeliveries>().OfClientAsync(client, 10, CancellationToken.None)).Where(each => each.Sid == idle.Sid), Is.Empty, "it is kept for a month");
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task A_request_that_waits_for_a_person_is_known_for_an_hour_after_it_expired()
    {
        await Stores.Approvals.TryAddAsync(new Approval
        {
            Id = Guid.NewGuid(),
            Kind = ApprovalKinds.Device,
            CodeHash = RandomHash(),
            ClientId = "television",
            Parameters = "",
            Interval = 5,
            CreatedAt = Now,
            ExpiresAt = Now.AddMinutes(10),
        }, [], CancellationToken.None);

        Stores.Clock.Advance(TimeSpan.FromMinutes(69));
        await CleanAsync();
        Assert.That(await CountAsync("approvals"), Is.EqualTo(1));

        Stores.Clock.Advance(TimeSpan.FromMinutes(2));
        await CleanAsync();
        Assert.That(await CountAsync("approvals"), Is.Zero);
    }

    private Task<int> CleanAsync() => Backend.Get<ExpiredRows>().DeleteAsync(CancellationToken.None);

    private ValueTask<long> CountAsync(string from) =>
        Backend.Get<IDatabase>().FirstAsync(new Statement($"SELECT count(*) FROM {from}").With(), row => row.Number(0), CancellationToken.None);
}
