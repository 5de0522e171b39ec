using System.Text;
using NUnit.Framework;
using PseIdentity.Server.Tests.SignIn.SecondFactors;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Somebody who stole a password sets up a factor of their own before the owner has recovered the account.</summary>
[NonParallelizable]
internal sealed class StolenPasswordTests : FactorPages
{
    private const string NewPassword = "Wandering-Teapot-81-Lighthouse";

    [Test, Category("NIST SP 800-63B §4.1.2.1")]
    public async Task The_thiefs_factor_is_not_asked_for_and_falls_with_the_password()
    {
        var person = await StrictAsync();
        var secret = await EnrollAsync(person);
        using var owner = await AtLinkAsync(person);
        Assert.That(owner.Shows("new-password"), Is.True, "a factor of the thief is none of the owner's");
        await ChooseAsync(owner);

        var now = await ReadAsync(person.Id);
        Assert.That(now.Credentials.Select(each => each.Kind), Is.EqualTo(new[] { CredentialKinds.Password }), "recovery codes go, too");
        await Inbox.NextAsync("were removed", person.Email!);
        using var later = await AtSignInAsync(Portal());
        await TypeAsync(later, person.PreferredUsername!, NewPassword);
        Assert.That(later.PageName, Is.EqualTo("enroll"), "policy asks for a factor of the owner's own");
        Assert.That(secret, Is.Not.Empty);
    }

    [Test]
    public async Task What_the_thief_added_with_that_factor_falls_with_it()
    {
        var person = await StrictAsync();
        await EnrollAsync(person);
        await AddAsync(person, CredentialKinds.Sms, "+15557000001");
        Clock.Advance(TimeSpan.FromHours(71));

        using var owner = await AtLinkAsync(person);
        await ChooseAsync(owner);

        Assert.That((await ReadAsync(person.Id)).Credentials, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task After_the_days_in_which_the_owner_could_object_the_factor_is_asked_for()
    {
        var person = await StrictAsync();
        var secret = await EnrollAsync(person);
        Clock.Advance(TimeSpan.FromHours(72));

        using var owner = await AtLinkAsync(person);
        Assert.That(owner.Shows("new-password"), Is.False);
        await owner.PressAsync("recover-submit", ("code", Totp.At(secret, Clock.GetUtcNow())));
        await ChooseAsync(owner);

        Assert.That((await ReadAsync(person.Id)).Totp, Is.Not.Null);
    }

    [Test]
    public async Task A_factor_that_was_added_or_replaced_with_an_older_one_is_asked_for_at_once()
    {
        var person = await StrictAsync();
        await EnrollAsync(person);
        Clock.Advance(TimeSpan.FromHours(72));
        await AddAsync(person, CredentialKinds.Totp, "another app's key", replaces: true);

        using var owner = await AtLinkAsync(person);

        Assert.That(owner.Shows("new-password"), Is.False);
        Assert.That(owner.Shows("code"), Is.True);
    }

    [Test]
    public async Task A_number_of_the_thief_hears_nothing_of_the_recovery()
    {
        var person = await StrictAsync();
        await AddAsync(person, CredentialKinds.Sms, "+15557000002");
        using var owner = await AtLinkAsync(person);
        await ChooseAsync(owner);
        await Inbox.NextAsync("was replaced by a new one", person.Email!);

        Assert.That(Gateway.Has("+15557000002"), Is.False);
    }

    private Task<Guid?> AddAsync(Account person, string kind, string secret, bool replaces = false) =>
        Get<CredentialStore>().AddAsync(person.Id, new NewCredential { Kind = kind, Secret = Encoding.UTF8.GetBytes(secret), ReplacesItsKind = replaces }, CancellationToken.None);

    private async Task<Account> StrictAsync()
    {
        await Get<OrganizationRegistry>().SaveAsync(new Organization { Name = "severe", DisplayName = "Severe", Policy = new OrganizationPolicy { RequireSecondFactor = true } }, null, CancellationToken.None);
        var person = await PersonAsync(new NewAccount { Claims = default, Organization = "severe" });
        await Get<UserRegistry>().MarkVerifiedAsync(person.Id, "email", person.Email!, CancellationToken.None);
        return await ReadAsync(person.Id);
    }

    /// <summary>Signs in with the stolen password and sets up an app, over the pages; its key.</summary>
    private async Task<string> EnrollAsync(Account person)
    {
        using var thief = await WithPasswordAsync(person);
        Assert.That(thief.PageName, Is.EqualTo("enroll"));
        await thief.PressAsync("enroll-totp");
        var secret = thief.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal);
        await SubmitAsync(thief, Totp.At(secret, Clock.GetUtcNow()));
        await thief.PressAsync("enroll-continue");
        Assert.That(thief.Left, Is.Not.Null);
        return secret;
    }

    /// <summary>The owner has opened the link of the mail.</summary>
    private async Task<HttpBrowser> AtLinkAsync(Account person)
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/recover/password");
        await browser.PressAsync("recover-submit", ("identifier", person.PreferredUsername!));
        await browser.GoAsync(MailInbox.LinkIn((await Inbox.NextAsync("/recover/password/new", person.Email!)).Text));
        return browser;
    }

    private static async Task ChooseAsync(HttpBrowser browser)
    {
        await browser.PressAsync("recover-submit", ("new-password", NewPassword), ("confirm-password", NewPassword));
        Assert.That(browser.Shows("recover-done"), Is.True, browser.Page.Body?.TextContent);
    }
}
