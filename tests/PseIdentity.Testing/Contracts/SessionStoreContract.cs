using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Contracts;

/// <summary>Browser sessions.</summary>
public abstract class SessionStoreContract : StoreContract
{
    private UserRecord user = null!;
    private BrowserSession session = null!;
    private byte[] cookie = null!;

    [SetUp]
    public async Task Begin()
    {
        user = await Stores.AddUserAsync();
        cookie = RandomHash();
        session = await SignedInAsync(user, cookie);
    }

    [Test]
    public async Task A_session_is_found_by_its_cookie_as_it_was_made()
    {
        var found = await FindAsync(cookie);

        Assert.That(found, Is.Not.Null);
        Assert.That(found! with { Amr = session.Amr, SignedInAt = found.SignedInAt }, Is.EqualTo(session with { SignedInAt = session.SignedInAt }));
        Assert.That(found.Amr, Is.EqualTo(session.Amr));
        Assert.That(await FindAsync(RandomHash()), Is.Null);
    }

    [Test]
    public async Task A_session_without_address_and_browser_is_found()
    {
        var other = RandomHash();
        await Stores.Sessions.CreateAsync(NewSession(user) with { UserAgent = null, Address = null }, other, CancellationToken.None);

        Assert.That(await FindAsync(other), Is.Not.Null);
    }

    [Test]
    public async Task An_idle_session_is_not_found_and_a_touched_one_is()
    {
        Assert.That(await Stores.Sessions.FindAsync(cookie, session.LiveUntil, CancellationToken.None), Is.Null);

        await Stores.Sessions.TouchAsync(session.Id, Now.AddMinutes(30), session.LiveUntil.AddMinutes(30), CancellationToken.None);

        var found = await Stores.Sessions.FindAsync(cookie, session.LiveUntil, CancellationToken.None);
        Assert.That(found?.LastSeenAt, Is.EqualTo(Now.AddMinutes(30)));
    }

    [Test, Category("Back-Channel Logout §2.3")]
    public async Task A_client_joins_a_live_session_however_often_and_no_ended_one()
    {
        var client = await ClientAsync();

        Assert.That(await Stores.Sessions.TryJoinAsync(session.Id, client, Now), Is.True);
        Assert.That(await Stores.Sessions.TryJoinAsync(session.Id, client, Now), Is.True);
        Assert.That(await Stores.Sessions.TryJoinAsync(session.Id, client, session.LiveUntil), Is.False, "it is idle");
        Assert.That(await Stores.Sessions.TryJoinAsync(Guid.NewGuid(), client, Now), Is.False);
    }

    [Test]
    public async Task A_session_of_a_disabled_person_is_not_found()
    {
        await Stores.DisableUserAsync(user.Id);

        Assert.That(await FindAsync(cookie), Is.Null);
        Assert.That(await Stores.Sessions.OfUserAsync(user.Id, Now, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_found_session_carries_the_persons_stamp_of_now()
    {
        await Stores.MoveStampAsync(user.Id);

        Assert.That((await FindAsync(cookie))?.UserStamp, Is.EqualTo(user.Stamp + 1));
    }

    [Test]
    public async Task A_sign_in_that_a_password_reset_overtook_makes_no_session()
    {
        await Stores.MoveStampAsync(user.Id);
        var other = RandomHash();

        await Stores.Sessions.CreateAsync(NewSession(user), other, CancellationToken.None);

        Assert.That(await FindAsync(other), Is.Null);
    }

    [Test]
    public async Task A_renewed_session_has_a_new_cookie_and_the_same_sid()
    {
        var renewed = session with { AuthTime = Now.AddMinutes(1), Amr = ["pwd"], Acr = AuthenticationLevels.Password };
        var newCookie = RandomHash();

        Assert.That(await Stores.Sessions.RenewAsync(renewed, newCookie, CancellationToken.None), Is.True);

        Assert.That(await FindAsync(cookie), Is.Null);
        var found = await FindAsync(newCookie);
        Assert.That(found?.Sid, Is.EqualTo(session.Sid));
        Assert.That(found?.AuthTime, Is.EqualTo(renewed.AuthTime));
        Assert.That(found?.Amr, Is.EqualTo(renewed.Amr));
        Assert.That(found?.Acr, Is.EqualTo(renewed.Acr));
    }

    [Test]
    public async Task An_ended_session_is_neither_found_nor_renewed_nor_ended_again()
    {
        Assert.That(await EndAsync(), Is.Not.Null);

        Assert.That(await FindAsync(cookie), Is.Null);
        Assert.That(await Stores.Sessions.RenewAsync(session, RandomHash(), CancellationToken.None), Is.False);
        Assert.That(await EndAsync(), Is.Null);
    }

    [Test, Category("Back-Channel Logout §2.3")]
    public async Task The_end_of_a_session_is_told_once_to_each_client_that_took_part_and_asked_for_it()
    {
        var told = await ClientAsync("https://rp.example/logout");
        var deaf = await ClientAsync();
        var stale = await ClientAsync("https://gone.example/logout");
        foreach (var client in (string[])[told, deaf, stale, told])
            await Stores.Grants.TryRedeemAsync(NewGrant(session, client), NewGate(session));
        await Stores.DisableClientAsync(stale);

        var ended = await EndAsync();

        Assert.That(ended?.Sid, Is.EqualTo(session.Sid));
        Assert.That(ended?.Clients, Is.EquivalentTo((string[])[told, deaf, stale]));
        Assert.That(await NoticesAsync(), Is.EqualTo((LogoutNotice[])[new(told, user.Subject, session.Sid)]));
    }

    private async Task<string> ClientAsync(string backChannel)
    {
        var clientId = "client-" + RandomId.Of128Bits();
        await Stores.AddClientAsync(clientId, new ClientMetadata { BackchannelLogoutUri = backChannel });
        return clientId;
    }

    private async Task<LogoutNotice[]> NoticesAsync()
    {
        var messages = await Stores.Outbox.ClaimAsync(100, 100, TimeSpan.FromMinutes(1), Now, CancellationToken.None);
        return [.. messages.Where(message => message.Kind == LogoutNotice.Kind).Select(message => JsonSerializer.Deserialize<LogoutNotice>(message.Body!)!).Where(notice => notice.Sid == session.Sid)];
    }

    [Test]
    public async Task A_persons_live_sessions_are_listed_newest_first()
    {
        var newer = NewSession(user) with { AuthTime = Now.AddMinutes(1) };
        await Stores.Sessions.CreateAsync(newer, RandomHash(), CancellationToken.None);
        var ended = await SignedInAsync(user);
        await Stores.Sessions.EndAsync(ended.Id, "test", Now, CancellationToken.None);

        var listed = await Stores.Sessions.OfUserAsync(user.Id, Now, CancellationToken.None);

        Assert.That(listed.Select(each => each.Id), Is.EqualTo((Guid[])[newer.Id, session.Id]));
    }

    private ValueTask<BrowserSession?> FindAsync(byte[] hash) => Stores.Sessions.FindAsync(hash, Now, CancellationToken.None);

    private ValueTask<EndedSession?> EndAsync() => Stores.Sessions.EndAsync(session.Id, "test", Now, CancellationToken.None);
}
