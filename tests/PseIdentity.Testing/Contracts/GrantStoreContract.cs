using NUnit.Framework;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Contracts;

/// <summary>Grants: the single use of a code, rotation, revocation.</summary>
public abstract class GrantStoreContract : StoreContract
{
    private UserRecord user = null!;
    private BrowserSession session = null!;
    private Grant grant = null!;
    private RedemptionGate gate = null!;

    [SetUp]
    public async Task Begin()
    {
        user = await Stores.AddUserAsync("""{"given_name":"Alice"}""");
        session = await SignedInAsync(user);
        grant = NewGrant(session, await ClientAsync());
        gate = NewGate(session);
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task A_code_is_redeemed_once_and_found_to_be_replayed_after_that()
    {
        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Redeemed));
        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Replayed));
    }

    [Test]
    public async Task A_redeemed_grant_is_found_as_it_was_given()
    {
        await RedeemAsync();

        var found = await FindAsync();

        Assert.That(found, Is.Not.Null);
        Assert.That(found! with { Scopes = grant.Scopes, Resources = grant.Resources, Amr = grant.Amr }, Is.EqualTo(grant));
        Assert.That(found.Scopes, Is.EqualTo(grant.Scopes));
        Assert.That(found.Resources, Is.EqualTo(grant.Resources));
        Assert.That(found.Amr, Is.EqualTo(grant.Amr));
    }

    [Test]
    public async Task A_grant_without_resource_and_scopes_is_found()
    {
        grant = grant with { Resources = [], Scopes = [] };
        await RedeemAsync();

        var found = await FindAsync();

        Assert.That(found?.Scopes, Is.Empty);
        Assert.That(found?.Resources, Is.Empty);
    }

    [Test]
    public async Task A_code_whose_session_has_ended_is_closed()
    {
        await EndAsync();

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test]
    public async Task A_code_whose_session_was_idle_for_too_long_is_closed()
    {
        grant = grant with { UsedAt = session.LiveUntil };

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
    }

    [Test]
    public async Task A_code_from_before_a_password_reset_is_closed()
    {
        await Stores.MoveStampAsync(user.Id);

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
    }

    [Test]
    public async Task A_code_of_a_disabled_person_is_closed()
    {
        await Stores.DisableUserAsync(user.Id);

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
    }

    [Test]
    public async Task A_code_of_a_disabled_client_is_closed()
    {
        await Stores.DisableClientAsync(grant.ClientId);

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
    }

    [Test]
    public async Task A_code_of_another_persons_session_is_closed()
    {
        var other = await Stores.AddUserAsync();
        grant = grant with { UserId = other.Id };

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
    }

    [Test]
    public async Task A_code_from_before_a_withdrawn_consent_is_closed_even_after_a_new_consent()
    {
        var consent = new ConsentRecord(user.Id, grant.ClientId, ["openid"], Now);
        await Stores.Consents.AllowAsync(consent, CancellationToken.None);
        await Stores.Consents.WithdrawAsync(user.Id, grant.ClientId, Now, CancellationToken.None);
        await Stores.Consents.AllowAsync(consent, CancellationToken.None);

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Closed));
    }

    [Test]
    public async Task A_code_from_after_a_withdrawn_consent_is_redeemed()
    {
        await Stores.Consents.AllowAsync(new ConsentRecord(user.Id, grant.ClientId, ["openid"], Now), CancellationToken.None);
        await Stores.Consents.WithdrawAsync(user.Id, grant.ClientId, Now, CancellationToken.None);
        gate = gate with { IssuedAt = Now.AddSeconds(1) };

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Redeemed));
    }

    [Test]
    public async Task A_code_that_was_revoked_before_its_redemption_never_works()
    {
        Assert.That(await Stores.Grants.RevokeAsync(grant.Id, "test", Now), Is.True);

        Assert.That(await RedeemAsync(), Is.EqualTo(RedemptionResult.Replayed));
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test]
    public async Task What_left_in_front_of_a_code_is_revoked_with_it()
    {
        await RedeemAsync();
        var front = grant with { Id = Grant.FrontOf(grant.Id) };
        await Stores.Grants.TryRedeemAsync(front, gate);

        await Stores.Grants.RevokeAsync(grant.Id, "test", Now);

        Assert.That(await Stores.Grants.FindLiveAsync(front.Id, Now, CancellationToken.None), Is.Null);
        Assert.That(Grant.FrontOf(front.Id), Is.EqualTo(grant.Id).And.Not.EqualTo(front.Id));
    }

    [Test]
    public async Task A_revoked_grant_is_not_found_and_is_revoked_once()
    {
        await RedeemAsync();

        Assert.That(await Stores.Grants.RevokeAsync(grant.Id, "test", Now), Is.True);
        Assert.That(await Stores.Grants.RevokeAsync(grant.Id, "test", Now), Is.False);
        Assert.That(await FindAsync(), Is.Null);
        Assert.That(await RotateAsync(0), Is.False);
    }

    [Test]
    public async Task A_grant_is_not_found_after_its_end()
    {
        await RedeemAsync();

        Assert.That(await Stores.Grants.FindLiveAsync(grant.Id, grant.ExpiresAt, CancellationToken.None), Is.Null);
        Assert.That(await Stores.Grants.FindLiveAsync(Guid.NewGuid(), Now, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_grant_of_a_disabled_client_or_person_is_not_found()
    {
        await RedeemAsync();
        await Stores.DisableClientAsync(grant.ClientId);
        Assert.That(await FindAsync(), Is.Null);

        grant = NewGrant(session, await ClientAsync());
        await RedeemAsync();
        await Stores.DisableUserAsync(user.Id);
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test]
    public async Task A_grant_dies_with_its_session_unless_it_is_offline()
    {
        var offline = NewGrant(session, grant.ClientId) with { Offline = true };
        await RedeemAsync();
        await Stores.Grants.TryRedeemAsync(offline, gate);

        await EndAsync();

        Assert.That(await FindAsync(), Is.Null);
        Assert.That(await Stores.Grants.FindLiveAsync(offline.Id, Now, CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task A_grant_whose_session_is_idle_is_not_found()
    {
        await RedeemAsync();

        Assert.That(await Stores.Grants.FindLiveAsync(grant.Id, session.LiveUntil, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_generation_moves_when_it_is_current_or_behind()
    {
        await RedeemAsync();

        Assert.That(await RotateAsync(0), Is.True);
        Assert.That(await RotateAsync(0), Is.False, "another request was first");
        Assert.That(await RotateAsync(5), Is.True, "a restore put the row behind");
        Assert.That((await FindAsync())?.Generation, Is.EqualTo(6));
    }

    [Test]
    public async Task A_rotation_moves_the_idle_end_and_the_time_of_use()
    {
        await RedeemAsync();
        var later = Now.AddMinutes(5);

        await Stores.Grants.TryRotateAsync(grant.Id, 0, later, later.AddDays(30));

        var found = await FindAsync();
        Assert.That(found?.UsedAt, Is.EqualTo(later));
        Assert.That(found?.ExpiresAt, Is.EqualTo(later.AddDays(30)));
        Assert.That(found?.AbsoluteEnd, Is.EqualTo(grant.AbsoluteEnd));
    }

    [Test]
    public async Task A_touch_moves_the_idle_end_and_nothing_else()
    {
        await RedeemAsync();
        var later = Now.AddHours(1).AddMinutes(-1);

        await Stores.Grants.TouchAsync(grant.Id, later, later.AddDays(30), CancellationToken.None);

        var found = await FindAsync();
        Assert.That(found?.UsedAt, Is.EqualTo(later));
        Assert.That(found?.ExpiresAt, Is.EqualTo(later.AddDays(30)));
        Assert.That(found?.Generation, Is.Zero);
    }

    [Test]
    public async Task The_person_of_an_access_token_is_found_while_grant_session_and_token_are_good()
    {
        await RedeemAsync();

        var found = await FindUserAsync("jti");

        Assert.That(found?.Id, Is.EqualTo(user.Id));
        Assert.That(found?.Subject, Is.EqualTo(user.Subject));
        Assert.That(found?.Claims.GetProperty("given_name").GetString(), Is.EqualTo("Alice"));
    }

    [Test, Category("RFC 7009 §2")]
    public async Task A_denied_access_token_finds_nobody_and_another_one_still_does()
    {
        await RedeemAsync();
        var jti = Guid.NewGuid().ToString();

        await Stores.Grants.DenyAccessTokenAsync(jti, Now.AddMinutes(10), CancellationToken.None);
        await Stores.Grants.DenyAccessTokenAsync(jti, Now.AddMinutes(10), CancellationToken.None);

        Assert.That(await FindUserAsync(jti), Is.Null);
        Assert.That(await FindUserAsync("another"), Is.Not.Null);
        Assert.That(await Stores.Grants.IsDeniedAsync(jti, CancellationToken.None), Is.True);
        Assert.That(await Stores.Grants.IsDeniedAsync("another", CancellationToken.None), Is.False);
    }

    [Test]
    public async Task The_person_of_an_access_token_is_not_found_after_revocation_sign_out_or_a_lock()
    {
        await RedeemAsync();
        await Stores.Grants.RevokeAsync(grant.Id, "test", Now);
        Assert.That(await FindUserAsync("jti"), Is.Null);

        grant = NewGrant(session, grant.ClientId);
        await RedeemAsync();
        Assert.That(await FindUserAsync("jti"), Is.Not.Null);
        await EndAsync();
        Assert.That(await FindUserAsync("jti"), Is.Null);

        session = await SignedInAsync(user);
        grant = NewGrant(session, grant.ClientId);
        await RedeemAsync();
        Assert.That(await FindUserAsync("jti"), Is.Not.Null);
        await Stores.DisableUserAsync(user.Id);
        Assert.That(await FindUserAsync("jti"), Is.Null);
    }

    private ValueTask<RedemptionResult> RedeemAsync() => Stores.Grants.TryRedeemAsync(grant, gate);

    private ValueTask<Grant?> FindAsync() => Stores.Grants.FindLiveAsync(grant.Id, Now, CancellationToken.None);

    private ValueTask<bool> RotateAsync(int presented) => Stores.Grants.TryRotateAsync(grant.Id, presented, Now, grant.ExpiresAt);

    private async ValueTask<UserRecord?> FindUserAsync(string jti) => (await Stores.Grants.FindUserOfAccessTokenAsync(grant.Id, jti, Now, CancellationToken.None))?.User;

    private ValueTask<EndedSession?> EndAsync() => Stores.Sessions.EndAsync(session.Id, "test", Now, CancellationToken.None);
}
