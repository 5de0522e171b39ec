using NUnit.Framework;
using PseIdentity.Server.Tests.SignIn.SecondFactors;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>An address is verified on the way in, where the installation asks for it.</summary>
internal sealed class VerifyEmailTests : FactorPages
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["SignIn:VerifyEmail"] = "true" },
    };

    [Test]
    public async Task The_first_sign_in_leads_through_password_and_address_to_where_the_person_was_going()
    {
        using var portal = Portal();
        var person = await PersonAsync(new NewAccount { Claims = default, MustChangePassword = true });
        using var browser = await WithPasswordAsync(person, portal);
        Assert.That(browser.PageName, Is.EqualTo("change-password"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.PressAsync("password-submit", ("current-password", Password), ("new-password", "another long enough one"), ("confirm-password", "another long enough one"));
        Assert.That(browser.PageName, Is.EqualTo("verify-email"));
        Assert.That(browser.Page.QuerySelector("main")?.TextContent, Does.Contain(person.Email));

        var mail = await Inbox.NextAsync("Never tell anyone", person.Email!);
        await SubmitAsync(browser, "12345");
        Assert.That(browser.Shows("form-error"), Is.True);
        await SubmitAsync(browser, SmsReceiver.CodeIn(mail.Text));

        Assert.That(browser.Left, Is.Not.Null);
        Assert.That((await ReadAsync(person.Id)).VerifiedEmail, Is.EqualTo(person.Email));

        // A verified address signs in.
        using var again = await AtSignInAsync(portal);
        await TypeAsync(again, person.Email!, "another long enough one");
        Assert.That(again.Left, Is.Not.Null);
    }

    [Test]
    public async Task No_page_leads_around_it()
    {
        using var portal = Portal();
        using var browser = await WithPasswordAsync(await PersonAsync(), portal);
        Assert.That(browser.PageName, Is.EqualTo("verify-email"));
        var query = browser.Address.Query;
        foreach (var path in new[] { "/login", "/login/code", "/login/enroll", "/login/password" })
        {
            await browser.GoAsync(path + query);
            Assert.That(browser.PageName, Is.EqualTo("verify-email").Or.EqualTo("login"), path);
        }
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "none")));
        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task Whoever_is_verified_is_not_asked()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "alice");

        Assert.That(browser.Left, Is.Not.Null);
    }
}
