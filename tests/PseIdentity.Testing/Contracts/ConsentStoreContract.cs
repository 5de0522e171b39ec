using NUnit.Framework;
using PseIdentity.Protocol.Consent;

namespace PseIdentity.Testing.Contracts;

/// <summary>Consents.</summary>
public abstract class ConsentStoreContract : StoreContract
{
    [Test]
    public async Task Consent_grows_until_it_is_withdrawn()
    {
        var user = await Stores.AddUserAsync();
        var client = await ClientAsync();
        Assert.That(await FindAsync(), Is.Null);

        await AllowAsync("openid", "email");
        await AllowAsync("email", "payments");
        Assert.That((await FindAsync())?.Scopes, Is.EquivalentTo((string[])["openid", "email", "payments"]));

        Assert.That(await WithdrawAsync(), Is.True);
        Assert.That(await FindAsync(), Is.Null);
        Assert.That(await WithdrawAsync(), Is.False);

        await AllowAsync("openid");
        Assert.That((await FindAsync())?.Scopes, Is.EqualTo((string[])["openid"]), "what was withdrawn does not come back");

        ValueTask<ConsentRecord?> FindAsync() => Stores.Consents.FindAsync(user.Id, client, CancellationToken.None);
        ValueTask AllowAsync(params string[] scopes) => Stores.Consents.AllowAsync(new ConsentRecord(user.Id, client, scopes, Now), CancellationToken.None);
        ValueTask<bool> WithdrawAsync() => Stores.Consents.WithdrawAsync(user.Id, client, Now, CancellationToken.None);
    }

    [Test]
    public async Task A_withdrawal_revokes_the_clients_grants_for_that_person_alone()
    {
        var (alice, bob) = (await Stores.AddUserAsync(), await Stores.AddUserAsync());
        var client = await ClientAsync();
        var (hers, his) = (await SignedInAsync(alice), await SignedInAsync(bob));
        var (herGrant, hisGrant) = (NewGrant(hers, client) with { Offline = true }, NewGrant(his, client));
        await Stores.Grants.TryRedeemAsync(herGrant, NewGate(hers));
        await Stores.Grants.TryRedeemAsync(hisGrant, NewGate(his));
        await Stores.Consents.AllowAsync(new ConsentRecord(alice.Id, client, ["openid"], Now), CancellationToken.None);

        await Stores.Consents.WithdrawAsync(alice.Id, client, Now, CancellationToken.None);

        Assert.That(await Stores.Grants.FindLiveAsync(herGrant.Id, Now, CancellationToken.None), Is.Null);
        Assert.That(await Stores.Grants.FindLiveAsync(hisGrant.Id, Now, CancellationToken.None), Is.Not.Null);
    }
}
