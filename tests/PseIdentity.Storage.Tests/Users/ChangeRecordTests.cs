using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Users;

/// <summary>What changes how somebody signs in is recorded and told with it, or not at all; on both databases.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class ChangeRecordTests<T> : DatabaseTests<T> where T : IBackend
{
    private UserRegistry Registry => Backend.Get<UserRegistry>();

    private CredentialStore Credentials => Backend.Get<CredentialStore>();

    [Test]
    public async Task A_factor_that_is_added_and_removed_leaves_an_event_and_a_message_each()
    {
        var person = (await Backend.AddUserAsync()).Id;

        var id = await Credentials.AddAsync(person, new NewCredential { Kind = CredentialKinds.Totp, Secret = [1], Record = About(person, "factor.enrolled") }, CancellationToken.None);
        await Credentials.TryRemoveAsync(person, id!.Value, _ => true, About(person, "credential.removed"), CancellationToken.None);

        await AreToldAsync(person, "credential.removed", "factor.enrolled");
    }

    [Test]
    public async Task What_is_refused_leaves_nothing()
    {
        var person = (await Backend.AddUserAsync()).Id;
        var id = await Credentials.AddAsync(person, new NewCredential { Kind = CredentialKinds.Totp, Secret = [1] }, CancellationToken.None);

        await Credentials.TryRemoveAsync(person, id!.Value, _ => false, About(person, "credential.removed"), CancellationToken.None);
        await Credentials.AddAsync(Guid.NewGuid(), new NewCredential { Kind = CredentialKinds.Totp, Secret = [1], Record = About(person, "factor.enrolled") }, CancellationToken.None);
        await Registry.RecoverPasswordAsync(person, stamp: 99, "hash", Backend.Clock.GetUtcNow(), _ => [About(person, "password.recovered")], CancellationToken.None);
        await Registry.RemoveCredentialsAsync(person, [CredentialKinds.Sms], null, null, _ => About(person, "factor.reset"), CancellationToken.None);

        await AreToldAsync(person);
    }

    [Test]
    public async Task A_password_that_is_changed_or_recovered_and_factors_that_are_reset_are_told()
    {
        var person = (await Backend.AddUserAsync()).Id;
        await Registry.SetPasswordAsync(person, "first", mustChange: false, CancellationToken.None, About(person, "password.changed"));
        var stamp = (await Backend.Get<UserStore>().FindAsync(person, CancellationToken.None))!.Stamp;
        await Registry.RecoverPasswordAsync(person, stamp, "second", Backend.Clock.GetUtcNow(), fallen => [About(person, "password.recovered" + string.Join(' ', fallen))], CancellationToken.None);
        await Registry.RemoveCredentialsAsync(person, [CredentialKinds.Password], null, null, kinds => About(person, "factor.reset " + string.Join(' ', kinds)), CancellationToken.None);
        await Registry.LockAsync(person, About(person, "account.locked"), CancellationToken.None);

        await AreToldAsync(person, "account.locked", "factor.reset password", "password.recovered", "password.changed");
    }

    private static ChangeRecord About(Guid person, string name) => new(new IdentityEvent(name, person), [new OutboxMessage("test-" + person.ToString("N"), name)]);

    // Events newest first; of the messages each is there once.
    private async Task AreToldAsync(Guid person, params string[] names)
    {
        var events = await Backend.Get<ActivityStore>().PageAsync(person, null, 20, CancellationToken.None);
        Assert.That(events.Select(each => each.What.Name), Is.EquivalentTo(names));
        var claimed = await Backend.Outbox.ClaimAsync(1000, 1000, TimeSpan.FromMinutes(1), Backend.Clock.GetUtcNow().AddDays(1), CancellationToken.None);
        Assert.That(claimed.Where(each => each.Kind == "test-" + person.ToString("N")).Select(each => each.Body), Is.EquivalentTo(names));
    }
}
