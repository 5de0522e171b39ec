using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Users;

/// <summary>Since when an authenticator stands on a password alone.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class UnbackedCredentialTests<T> : DatabaseTests<T> where T : IBackend
{
    private Guid person;

    private UserRegistry Registry => Backend.Get<UserRegistry>();

    private DateTimeOffset Now => Backend.Clock.GetUtcNow();

    [SetUp]
    public async Task Begin()
    {
        var account = new NewAccount { Claims = JsonElement.Parse($$"""{"preferred_username":"n{{Guid.NewGuid():N}}"}"""), PasswordHash = "hash" };
        person = (await Registry.CreateAsync(account, default)).Id ?? throw new InvalidOperationException("Nobody was created.");
    }

    [Test]
    public async Task The_first_one_does_from_its_beginning_and_others_for_as_long_as_it()
    {
        var first = Now;
        await AddAsync(CredentialKinds.Totp);
        Backend.Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(CredentialKinds.Sms);
        await AddAsync(CredentialKinds.RecoveryCodes);
        Backend.Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(CredentialKinds.Totp, replaces: true);

        var credentials = (await FindAsync()).Credentials.Where(each => each.Kind != CredentialKinds.Password).ToList();
        Assert.That(credentials, Has.Count.EqualTo(3));
        Assert.That(credentials.Select(each => each.UnbackedSince), Is.All.EqualTo(first));
    }

    [Test]
    public async Task One_that_an_operator_gave_never_does_nor_what_is_added_with_it()
    {
        await Registry.SetTotpSecretAsync(person, [1, 2, 3], default);
        await AddAsync(CredentialKinds.Passkey);

        Assert.That((await FindAsync()).Credentials.Select(each => each.UnbackedSince), Is.All.Null);
    }

    [Test]
    public async Task Recovery_codes_alone_back_nothing()
    {
        await AddAsync(CredentialKinds.RecoveryCodes);
        Backend.Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(CredentialKinds.Totp);

        Assert.That((await FindAsync()).Totp?.UnbackedSince, Is.EqualTo(Now));
    }

    [Test]
    public async Task They_fall_with_the_password_while_they_are_young_and_the_others_stay()
    {
        await AddAsync(CredentialKinds.Totp);
        Backend.Clock.Advance(TimeSpan.FromHours(1));

        var stamp = (await FindAsync()).Stamp;
        Assert.That(await Registry.RecoverPasswordAsync(person, stamp + 1, "another", Now.AddHours(-2), _ => [], default), Is.Null);
        Assert.That((await FindAsync()).Totp, Is.Not.Null, "nothing was recovered");
        Assert.That(await Registry.RecoverPasswordAsync(person, stamp, "another", Now.AddMinutes(-59), _ => [], default), Is.Empty);
        Assert.That(await Registry.RecoverPasswordAsync(person, stamp + 1, "a third", Now.AddHours(-2), _ => [], default), Is.EqualTo(new[] { CredentialKinds.Totp }));
        Assert.That((await FindAsync()).Credentials.Select(each => each.Kind), Is.EqualTo(new[] { CredentialKinds.Password }));
    }

    private Task<Guid?> AddAsync(string kind, bool replaces = false) =>
        Backend.Get<CredentialStore>().AddAsync(person, new NewCredential { Kind = kind, Secret = [1], ReplacesItsKind = replaces, ExternalId = kind == CredentialKinds.Passkey ? Guid.NewGuid().ToByteArray() : null }, default);

    private async Task<Account> FindAsync() => await Backend.Get<UserStore>().FindAsync(person, default) ?? throw new InvalidOperationException("Nobody is there.");
}
