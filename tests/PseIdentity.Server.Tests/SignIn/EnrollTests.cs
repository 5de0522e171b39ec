using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Enrollment;
using PseIdentity.Server.Tests.SignIn.SecondFactors;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>A second factor that has to be, set up on the way in.</summary>
internal sealed class EnrollTests : FactorPages
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = """
            { "organizations": [ { "name": "strict", "policy": { "require_second_factor": true } }, { "name": "lenient", "policy": { "require_second_factor": false } } ],
              "clients": [ { "client_id": "portal", "client_secret": "a-secret-of-more-than-32-characters-00", "redirect_uris": ["http://localhost:9100/callback"], "scope": "openid profile email offline_access payments",
                "grant_types": ["authorization_code", "refresh_token"], "consent": "implicit" } ],
              "scopes": [ { "name": "payments", "display_name": "Make payments", "resources": ["https://api.payments.example"] } ] }
            """,
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["SignIn:SecondFactorRoles"] = "auditor,administrator" },
    };

    [Test]
    public async Task Somebody_of_a_strict_organisation_sets_up_an_authenticator_saves_recovery_codes_and_is_where_they_were_going()
    {
        using var portal = Portal();
        var person = await StrictAsync();
        using var browser = await AtTotpAsync(person, portal);
        var secret = browser.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal);
        Assert.That(browser.Page.GetElementById("totp-link")?.GetAttribute("href"), Does.StartWith("otpauth://totp/PSE%20Identity:").And.Contain("secret=" + secret));
        Assert.That(browser.Page.QuerySelector("svg.qr path"), Is.Not.Null);

        var code = Totp.At(secret, Clock.GetUtcNow());
        await SubmitAsync(browser, code);
        var codes = browser.Page.QuerySelectorAll("#recovery-codes code").Select(each => each.TextContent).ToList();
        Assert.That(codes, Has.Count.EqualTo(10));
        Assert.That(Uri.UnescapeDataString(browser.Page.GetElementById("recovery-codes-file")!.GetAttribute("href")!), Does.Contain(codes[9]));
        await browser.PressAsync("enroll-continue");
        var (amr, acr) = await ProvenAsync(portal, browser);
        Assert.That(amr, Is.EqualTo(new[] { "pwd" }), "what was bound by a password is worth a password this time");
        Assert.That(acr, Is.EqualTo("urn:pse-identity:acr:password"));

        // RFC 6238 §5.2: the code that confirmed is used.
        using var again = await WithPasswordAsync(person, portal);
        Assert.That(again.PageName, Is.EqualTo("second-factor"));
        await SubmitAsync(again, code);
        Assert.That(again.Shows("form-error"), Is.True);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await SubmitAsync(again, Totp.At(secret, Clock.GetUtcNow()));
        Assert.That(again.Left, Is.Not.Null);

        using var lost = await WithPasswordAsync(person, portal);
        await FollowAsync(lost, "method-recovery");
        await SubmitAsync(lost, codes[0]);
        Assert.That(lost.Left, Is.Not.Null);
    }

    [Test]
    public async Task It_cannot_be_declined_and_no_page_leads_around_it()
    {
        using var portal = Portal();
        using var browser = await WithPasswordAsync(await StrictAsync(), portal);
        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        Assert.That(browser.Shows("enroll-later"), Is.False);
        var page = browser.Address;

        foreach (var press in new[] { "later", "continue", "recovery-codes" })
        {
            await browser.GoAsync(page);
            browser.Page.GetElementById("start-again")!.SetAttribute("value", press);
            await browser.PressAsync("start-again");
            Assert.That(browser.PageName, Is.EqualTo("enroll"), press);
            Assert.That(browser.Shows("recovery-codes"), Is.False);
        }
        await browser.GoAsync("/login/code" + page.Query);
        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "none")));
        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task A_role_asks_for_the_same_and_another_organisation_for_nothing()
    {
        using var auditor = await WithPasswordAsync(await WithAsync(["auditor"], null));
        Assert.That(auditor.PageName, Is.EqualTo("enroll"));
        using var lenient = await WithPasswordAsync(await WithAsync([], "lenient"));
        Assert.That(lenient.Left, Is.Not.Null);
    }

    [Test]
    public async Task Before_a_code_was_right_nothing_counts()
    {
        var person = await StrictAsync();
        using var browser = await AtTotpAsync(person, Portal());
        var secret = browser.TextOf("totp-secret");
        await SubmitAsync(browser, "000000");

        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That(browser.TextOf("totp-secret"), Is.EqualTo(secret), "what was scanned stays right");
        Assert.That((await ReadAsync(person.Id)).Totp, Is.Null);
    }

    [Test]
    public async Task An_offer_is_its_owners_belongs_to_one_request_and_expires()
    {
        var totp = Get<TotpEnrollment>();
        var (person, other) = (await StrictAsync(), await StrictAsync());
        var offer = totp.Begin(person, "one");
        string Now() => Totp.At(offer.Secret.Replace(" ", "", StringComparison.Ordinal), Clock.GetUtcNow());

        Assert.That(await totp.ConfirmAsync(other, offer.Ticket, Now(), Caller, CancellationToken.None, "one"), Is.EqualTo(TotpConfirmation.Expired));
        Assert.That(await totp.ConfirmAsync(person, offer.Ticket, Now(), Caller, CancellationToken.None, "another"), Is.EqualTo(TotpConfirmation.Expired));
        Assert.That(await totp.ConfirmAsync(person, offer.Ticket + "A", Now(), Caller, CancellationToken.None, "one"), Is.EqualTo(TotpConfirmation.Expired));
        Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.That(await totp.ConfirmAsync(person, offer.Ticket, Now(), Caller, CancellationToken.None, "one"), Is.EqualTo(TotpConfirmation.Expired));
        Assert.That((await ReadAsync(person.Id)).Totp, Is.Null);
    }

    [Test]
    public async Task Whoever_reloads_after_setting_up_goes_on_to_recovery_codes_without_signing_in_again()
    {
        using var browser = await AtTotpAsync(await StrictAsync(), Portal());
        await SubmitAsync(browser, Totp.At(browser.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal), Clock.GetUtcNow()));
        await browser.GoAsync(new Uri(browser.Address.ToString().Replace("&method=otp", "", StringComparison.Ordinal)));

        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        Assert.That(browser.Shows("recovery-codes"), Is.False, "they are shown once");
        await browser.PressAsync("enroll-continue");
        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task A_number_counts_once_a_code_that_went_there_was_typed()
    {
        using var portal = Portal();
        var person = await StrictAsync();
        using var browser = await WithPasswordAsync(person, portal);
        await browser.PressAsync("enroll-sms");
        await browser.PressAsync("enroll-send", ("destination", "no number"));
        Assert.That(browser.Shows("form-error"), Is.True);
        await browser.PressAsync("enroll-send", ("destination", "+1 555 9000 001"));
        var code = (await Gateway.NextAsync("+15559000001")).Code;
        Assert.That((await ReadAsync(person.Id)).Has(CredentialKinds.Sms), Is.False);

        // A code proves the number that it went to and no other.
        browser.Page.QuerySelector("input[name=destination]")!.SetAttribute("value", "+15559000002");
        await SubmitAsync(browser, code);
        Assert.That((await ReadAsync(person.Id)).Has(CredentialKinds.Sms), Is.False);
        browser.Page.QuerySelector("input[name=destination]")?.SetAttribute("value", "+15559000001");
        await browser.GoAsync(browser.Address);
        await browser.PressAsync("enroll-send", ("destination", "+15559000001"));
        await SubmitAsync(browser, code);

        Assert.That(browser.Shows("recovery-codes"), Is.True);
        await browser.PressAsync("enroll-continue");
        Assert.That((await ProvenAsync(portal, browser)).Amr, Is.EqualTo(new[] { "pwd" }));
        Assert.That((await ReadAsync(person.Id)).Find(CredentialKinds.Sms)!.SecretText(), Is.EqualTo("+15559000001"));
    }

    [Test]
    public async Task A_mailbox_likewise_and_it_is_verified_by_that()
    {
        var person = await StrictAsync();
        using var browser = await WithPasswordAsync(person);
        await browser.PressAsync("enroll-email");
        Assert.That(browser.Page.GetElementById("destination")?.GetAttribute("value"), Is.EqualTo(person.Email));
        await browser.PressAsync("enroll-send");
        var mail = await Inbox.NextAsync("Never tell anyone", person.Email!);
        await SubmitAsync(browser, SmsReceiver.CodeIn(mail.Text));
        await browser.PressAsync("enroll-continue");

        Assert.That(browser.Left, Is.Not.Null);
        Assert.That((await ReadAsync(person.Id)).VerifiedEmail, Is.EqualTo(person.Email));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_request_for_two_factors_gets_them_from_the_next_proof_and_not_from_setting_one_up()
    {
        using var portal = Portal();
        var person = await StrictAsync();
        using var browser = await WithPasswordAsync(person, portal, ("acr_values", Mfa));
        await browser.PressAsync("enroll-totp");
        var secret = browser.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal);
        await SubmitAsync(browser, Totp.At(secret, Clock.GetUtcNow()));
        await browser.PressAsync("enroll-continue");
        Assert.That((await ProvenAsync(portal, browser)).Acr, Is.EqualTo("urn:pse-identity:acr:password"));

        Clock.Advance(TimeSpan.FromSeconds(30));
        using var again = Portal();
        await browser.GoAsync(again.AuthorizeQuery(("acr_values", Mfa)));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"), "the session lacks nothing else");
        await SubmitAsync(browser, Totp.At(secret, Clock.GetUtcNow()));

        var (amr, acr) = await ProvenAsync(again, browser);
        Assert.That(amr, Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(acr, Is.EqualTo(Mfa));
    }

    [Test]
    public async Task Whoever_set_a_factor_up_proves_it_before_changing_how_they_sign_in()
    {
        var person = await StrictAsync();
        using var browser = await AtTotpAsync(person, Portal());
        await SubmitAsync(browser, Totp.At(browser.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal), Clock.GetUtcNow()));
        await browser.PressAsync("enroll-continue");

        await browser.GoAsync("/account/security/passkey");

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
    }

    [Test]
    public async Task Somebody_else_can_begin_again()
    {
        using var browser = await WithPasswordAsync(await StrictAsync());
        await browser.PressAsync("start-again");

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task An_offer_can_be_declined_and_does_not_come_back_for_a_while()
    {
        var person = await WithAsync([], null);
        using var browser = await OfferedAsync(person);
        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        await browser.PressAsync("enroll-later");
        Assert.That(browser.Left, Is.Not.Null);

        using var soon = await OfferedAsync(person);
        Assert.That(soon.Left, Is.Not.Null);
        Clock.Advance(TimeSpan.FromDays(31));
        using var later = await OfferedAsync(person);
        Assert.That(later.PageName, Is.EqualTo("enroll"));
    }

    // A browser that says that it can make a passkey.
    private async Task<HttpBrowser> OfferedAsync(Account person)
    {
        var browser = await AtSignInAsync(Portal());
        if (browser.Page.QuerySelector("[name=can-enroll]") is null)
            browser.Page.GetElementById("login-submit")!.OuterHtml = """<input name="can-enroll"><button type="submit" id="login-submit">""";
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        await browser.PressAsync("login-submit", ("username", person.PreferredUsername!), ("password", Password), ("can-enroll", "true"));
        return browser;
    }

    private Task<Account> StrictAsync() => WithAsync([], "strict");

    private async Task<Account> WithAsync(string[] roles, string? organization)
    {
        var person = await PersonAsync(new NewAccount { Claims = default, Organization = organization });
        if (roles.Length > 0)
        {
            var claims = person.Claims.EnumerateObject().ToDictionary(claim => claim.Name, claim => (object)claim.Value);
            claims["roles"] = roles;
            await Get<UserRegistry>().UpdateAsync(person.Id, JsonSerializer.SerializeToElement(claims), organization, CancellationToken.None);
        }
        return await ReadAsync(person.Id);
    }

    private async Task<HttpBrowser> AtTotpAsync(Account person, RelyingParty portal)
    {
        var browser = await WithPasswordAsync(person, portal);
        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        await browser.PressAsync("enroll-totp");
        return browser;
    }
}
