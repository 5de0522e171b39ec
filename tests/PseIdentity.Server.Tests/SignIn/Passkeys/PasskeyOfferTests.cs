using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.Passkeys;

/// <summary>A passkey is offered after a password, where the browser can make one.</summary>
internal sealed class PasskeyOfferTests : PasskeyPages
{
    [Test, Category("WebAuthn §7.1")]
    public async Task What_it_says_about_itself_is_kept()
    {
        var (name, authenticator) = await OwnerAsync(answer => answer.Flags |= AuthenticatorAnswer.BackupEligible);

        var kept = (await FindAsync(name)).Find(CredentialKinds.Passkey)!;
        var data = PasskeyData.Of(kept);
        Assert.Multiple(() =>
        {
            Assert.That(kept.ExternalId, Is.EqualTo(authenticator.CredentialId));
            Assert.That(kept.Secret, Is.EqualTo(authenticator.Key.Cose()));
            Assert.That(kept.Name, Is.EqualTo("Passkey"));
            Assert.That(data.Transports, Is.EqualTo(new[] { "internal", "hybrid" }));
            Assert.That(data.UserVerified && data.BackupEligible && !data.BackedUp, Is.True);
            Assert.That(data.Aaguid, Is.EqualTo(authenticator.Aaguid));
            Assert.That(data.Discoverable, Is.True);
            Assert.That((data.Attestation, data.Trusted), Is.EqualTo(("none", false)));
        });
    }

    [Test]
    public async Task It_is_named_after_the_keeper_that_is_known()
    {
        var name = (await PersonAsync()).PreferredUsername!;
        using var authenticator = Authenticator();
        authenticator.Aaguid = new("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
        using var browser = Browser();
        await ToOfferAsync(browser, name);

        await MakeAsync(browser, authenticator);

        Assert.That((await FindAsync(name)).Find(CredentialKinds.Passkey)!.Name, Is.EqualTo("Google Password Manager"));
    }

    [Test]
    public async Task Recovery_codes_follow_and_the_event_is_recorded()
    {
        var person = await PersonAsync();
        using var authenticator = Authenticator();
        using var browser = Browser();
        await ToOfferAsync(browser, person.PreferredUsername!);

        await MakeAsync(browser, authenticator);

        Assert.That(browser.Shows("recovery-codes"), Is.True);
        var recorded = await Get<ActivityStore>().PageAsync(person.Id, null, 10, CancellationToken.None);
        var passkey = (await FindAsync(person.PreferredUsername!)).Find(CredentialKinds.Passkey)!;
        Assert.That(recorded.Where(each => each.What.Name == "passkey.added").Select(each => each.What.Data!["credential"]), Is.EqualTo(new[] { passkey.Id.ToString() }));
    }

    [Test, Category("WebAuthn §7.1")]
    public async Task One_that_the_browser_made_by_itself_is_added_proves_nothing_yet_and_is_asked_for_the_next_time()
    {
        var person = await PersonAsync();
        using var authenticator = Authenticator();
        using var browser = Browser();
        using var shop = Shop();
        await browser.GoAsync(shop.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", person.PreferredUsername!), ("password", Password), ("can-enroll", "true"));
        Assert.That(JsonDocument.Parse(QuietOptions(browser)!).RootElement.GetProperty("authenticatorSelection").GetProperty("userVerification").GetString(), Is.EqualTo("preferred"));

        await browser.PressAsync("enroll-passkey", ("passkey", authenticator.Create(QuietOptions(browser)!, NobodyThere)));
        Assert.That(browser.Shows("recovery-codes"), Is.True, browser.TextOf("form-error"));
        Assert.That((await FindAsync(person.PreferredUsername!)).Has(CredentialKinds.Passkey), Is.True);
        await browser.PressAsync("enroll-continue");
        var claims = await ClaimsAsync(shop, browser);
        Assert.That(claims.GetProperty("amr").EnumerateArray().Select(word => word.GetString()), Is.EqualTo(new[] { "pwd" }));
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo("urn:pse-identity:acr:password"));

        using var next = Browser();
        await next.GoAsync(shop.AuthorizeQuery());
        await TypeHereAsync(next, person.PreferredUsername!);
        Assert.That(next.PageName, Is.EqualTo("second-factor"));
    }

    [Test, Category("WebAuthn §7.1")]
    public async Task One_that_was_asked_for_with_a_dialogue_needs_somebody_there()
    {
        var name = (await PersonAsync()).PreferredUsername!;
        using var authenticator = Authenticator();
        using var browser = Browser();
        await ToOfferAsync(browser, name);

        await MakeAsync(browser, authenticator, NobodyThere);

        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That((await FindAsync(name)).Has(CredentialKinds.Passkey), Is.False);
    }

    [Test]
    public async Task On_the_page_of_the_account_the_browser_makes_none_by_itself()
    {
        var (_, authenticator) = await OwnerAsync();
        using var browser = Browser();
        await browser.GoAsync("/account/security/passkey");
        await UseAsync(browser, authenticator);

        Assert.That(browser.PageName, Is.EqualTo("account-passkey"));
        Assert.That(QuietOptions(browser), Is.Null.Or.Empty);
    }

    private static string? QuietOptions(HttpBrowser browser) => browser.Page.QuerySelector("[data-passkey]")!.GetAttribute("data-quiet-options");

    private static void NobodyThere(AuthenticatorAnswer answer) => answer.Flags &= unchecked((byte)~(AuthenticatorAnswer.UserPresent | AuthenticatorAnswer.UserVerified));

    [Test]
    public async Task Not_now_holds_for_a_month()
    {
        var name = (await PersonAsync()).PreferredUsername!;
        using var browser = Browser();
        await ToOfferAsync(browser, name);
        await browser.PressAsync("enroll-later");
        Assert.That(browser.Left, Is.Not.Null);

        using var shop = Shop();
        using var next = Browser();
        await next.GoAsync(shop.AuthorizeQuery());
        await next.PressAsync("login-submit", ("username", name), ("password", Password), ("can-enroll", "true"));

        Assert.That(next.Left, Is.Not.Null);
    }

    [Test]
    public async Task It_is_not_offered_where_the_browser_makes_none()
    {
        var name = (await PersonAsync()).PreferredUsername!;
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());

        await TypeHereAsync(browser, name);

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test, Category("WebAuthn §7.1")]
    public async Task A_passkey_that_somebody_has_is_not_added_again()
    {
        var (_, authenticator) = await OwnerAsync();
        var other = (await PersonAsync()).PreferredUsername!;
        using var browser = Browser();
        await ToOfferAsync(browser, other);

        await MakeAsync(browser, authenticator);

        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("already"));
        Assert.That((await FindAsync(other)).Has(CredentialKinds.Passkey), Is.False);
    }

    [Test, Category("WebAuthn §5.4")]
    public async Task The_question_names_the_person_and_wants_one_that_is_found_without_a_name()
    {
        var person = await PersonAsync();
        using var browser = Browser();
        await ToOfferAsync(browser, person.PreferredUsername!);

        var options = JsonDocument.Parse(Options(browser)).RootElement;

        Assert.That(options.GetProperty("user").GetProperty("name").GetString(), Is.EqualTo(person.PreferredUsername));
        Assert.That(options.GetProperty("user").GetProperty("displayName").GetString(), Is.EqualTo("Some Body"));
        Assert.That(options.GetProperty("authenticatorSelection").GetProperty("residentKey").GetString(), Is.EqualTo("required"));
    }
}
