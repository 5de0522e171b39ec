using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>Profile, address, data and the end of an account, over HTTP.</summary>
internal sealed partial class ProfilePageTests : AccountPages
{
    protected override void Add(JsonObject document)
    {
        document["identity_providers"] = new JsonArray(new JsonObject { ["name"] = "managed-login", ["display_name"] = "Managed", ["protocol"] = "oidc", ["authority"] = "https://login.managed.example", ["client_id"] = "x", ["client_secret"] = "a-secret-of-more-than-32-characters-00" });
        document["organizations"]!.AsArray().Add(new JsonObject { ["name"] = "managed", ["display_name"] = "Managed Works", ["identity_provider"] = "managed-login" });
    }

    [Test]
    public async Task Names_language_time_zone_and_number_are_saved()
    {
        var person = await PersonAsync(claims: ("locale", "en-GB"));
        using var browser = await SignedInAsync(person, "/account/profile");

        await browser.PressAsync("profile-submit", ("name", "Ada Lovelace"), ("phone_number", "+44 (20) 7946-0018"), ("zoneinfo", "Europe/London"));

        var now = (await NowAsync(person))!;
        Assert.That(browser.TextOf("done"), Does.Contain("saved"));
        Assert.That(now.Claim("name"), Is.EqualTo("Ada Lovelace"));
        Assert.That(now.Claim("phone_number"), Is.EqualTo("+442079460018"));
        Assert.That(now.Claims.GetProperty("phone_number_verified").GetBoolean(), Is.False);
        Assert.That(now.Claim("zoneinfo"), Is.EqualTo("Europe/London"));
        Assert.That(now.Claim("locale"), Is.EqualTo("en-GB"), "the region stays");
        Assert.That(now.Claim("given_name"), Is.Null);
        Assert.That((await Inbox.NextAsync("phone number of your account")).To, Is.EqualTo(person.Email));
    }

    [TestCase("phone_number", "12345")]
    [TestCase("phone_number", "+44 abc")]
    [TestCase("zoneinfo", "Mars/Olympus")]
    [TestCase("zoneinfo", "../../etc/passwd")]
    public async Task What_is_wrong_is_named_and_nothing_is_saved(string field, string value)
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/profile");

        await browser.PressAsync("profile-submit", ("name", "Changed"), (field, value));

        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That((await NowAsync(person))!.Claim("name"), Is.EqualTo(person.Claim("name")));
    }

    [Test]
    public async Task A_new_address_counts_only_after_its_code_and_the_old_one_is_told()
    {
        var person = await PersonAsync();
        var address = $"new-{person.PreferredUsername}@example.com";
        using var browser = await SignedInAsync(person, "/account/profile");

        await browser.PressAsync("email-submit", ("email", address));
        Assert.That(browser.PageName, Is.EqualTo("account-email"));
        Assert.That((await NowAsync(person))!.Email, Is.EqualTo(person.Email));
        var mail = await Inbox.NextAsync("for an account with us");
        Assert.That(mail.To, Is.EqualTo(address));
        var code = SixDigits().Match(mail.Text).Value;

        await browser.PressAsync("code-submit", ("code", code == "000000" ? "000001" : "000000"));
        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That((await NowAsync(person))!.Email, Is.EqualTo(person.Email));

        await browser.PressAsync("code-submit", ("code", code));
        Assert.That(browser.PageName, Is.EqualTo("account-profile"));
        var now = (await NowAsync(person))!;
        Assert.That(now.VerifiedEmail, Is.EqualTo(address));
        string[] told = [(await Inbox.NextAsync("another e-mail address")).To, (await Inbox.NextAsync("another e-mail address")).To];
        Assert.That(told, Is.EquivalentTo(new[] { person.Email, address }));
        Assert.That(await EventsAsync(person), Does.Contain("email.changed"));

        using var other = new HttpBrowser(Issuer);
        await other.GoAsync("/login");
        await TypeAsync(other, address);
        Assert.That(other.PageName, Is.EqualTo("account"), "the new address signs in");
    }

    [Test]
    public async Task Five_wrong_codes_are_the_end_of_a_code()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/profile");
        await browser.PressAsync("email-submit", ("email", $"guessed-{person.PreferredUsername}@example.com"));
        var code = SixDigits().Match((await Inbox.NextAsync("for an account with us")).Text).Value;
        for (var i = 0; i < 5; i++)
            await browser.PressAsync("code-submit", ("code", code == "000000" ? "000001" : "000000"));

        await browser.PressAsync("code-submit", ("code", code));

        Assert.That((await NowAsync(person))!.Email, Is.EqualTo(person.Email));
    }

    [Test]
    public async Task To_cancel_and_begin_again_sends_no_more_mail()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/profile");
        var victim = $"victim-{person.PreferredUsername}@example.com";
        await browser.PressAsync("email-submit", ("email", victim));
        var code = SixDigits().Match((await Inbox.NextAsync("for an account with us", victim)).Text).Value;
        var (action, fields) = browser.FormOf("code-submit", ("code", code));
        await browser.PressAsync("code-cancel");
        Assert.That(browser.PageName, Is.EqualTo("account-profile"));

        await browser.PressAsync("email-submit", ("email", victim));
        Assert.That(Inbox.Has("for an account with us", victim), Is.False, "a minute has not passed");
        await browser.PostAsync(action.PathAndQuery, fields);
        Assert.That((await NowAsync(person))!.Email, Is.EqualTo(person.Email), "the code was cancelled");
        for (var i = 0; i < 8; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await browser.GoAsync("/account/profile");
            await browser.PressAsync("email-submit", ("email", victim));
            await browser.GoAsync("/account/profile/email");
            if (browser.PageName == "account-email")
                await browser.PressAsync("code-cancel");
        }
        var mails = 0;
        while (Inbox.Has("for an account with us", victim))
            mails++;
        Assert.That(mails, Is.LessThanOrEqualTo(4), "five of one code in all");
    }

    [Test]
    public async Task What_an_organisation_looks_after_stays_as_it_says()
    {
        var person = await PersonAsync(organization: "managed");
        using var browser = await SignedInAsync(person, "/account/profile");
        Assert.That(browser.Page.GetElementById("name")!.HasAttribute("readonly"), Is.True);
        Assert.That(browser.Shows("email"), Is.False);

        await browser.PressAsync("profile-submit", ("name", "Somebody Else"), ("zoneinfo", "Europe/Paris"));

        var now = (await NowAsync(person))!;
        Assert.That(now.Claim("name"), Is.EqualTo(person.Claim("name")));
        Assert.That(now.Claim("zoneinfo"), Is.EqualTo("Europe/Paris"));
    }

    [Test]
    public async Task The_data_is_a_file_with_everything_but_secrets()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/profile");

        await browser.PressAsync("data-export");

        Assert.That(browser.Headers["Content-Disposition"], Does.StartWith("attachment"));
        Assert.That(browser.Headers["Cache-Control"], Does.Contain("no-store"));
        using var document = JsonDocument.Parse(browser.Page.Body!.TextContent);
        var data = document.RootElement;
        Assert.That(data.GetProperty("account").GetProperty("claims").GetProperty("email").GetString(), Is.EqualTo(person.Email));
        Assert.That(data.GetProperty("credentials").EnumerateArray().Select(each => each.GetProperty("kind").GetString()), Is.EqualTo(new[] { "password" }));
        Assert.That(data.GetProperty("sessions").GetArrayLength(), Is.EqualTo(1));
        Assert.That(data.GetProperty("activity").EnumerateArray().Select(each => each.GetProperty("name").GetString()), Does.Contain("data.exported"));
        Assert.That(browser.Page.Body.TextContent, Does.Not.Contain(person.Password!.SecretText()).And.Not.Contain("secret"));
    }

    [Test]
    public async Task A_closed_account_is_gone_and_its_owner_is_told()
    {
        var person = await PersonAsync();
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, person.PreferredUsername!);
        var tokens = await portal.RedeemAsync(portal.Answer(browser)["code"]);
        await browser.GoAsync("/account/profile/close");

        await browser.PressAsync("close-submit", ("username", "somebody-else"));
        Assert.That(browser.Shows("form-error"), Is.True);
        Assert.That(await NowAsync(person), Is.Not.Null);

        await browser.PressAsync("close-submit", ("username", person.PreferredUsername!.ToUpperInvariant()));

        Assert.That(browser.PageName, Is.EqualTo("account-closed"));
        Assert.That(await NowAsync(person), Is.Null);
        Assert.That((await Inbox.NextAsync("was closed")).To, Is.EqualTo(person.Email));
        Assert.That((await portal.RefreshAsync(tokens.Need("refresh_token"))).Status, Is.EqualTo(400));
        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task Closing_asks_for_a_recent_sign_in()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/profile/close");
        Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.PressAsync("close-submit", ("username", person.PreferredUsername!));

        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(await NowAsync(person), Is.Not.Null);
    }

    [Test]
    public async Task The_last_administrator_stays()
    {
        var alice = (await Accounts.FindByIdentifierAsync("alice", CancellationToken.None))!;
        using var browser = await SignedInAsync(alice, "/account/profile/close");

        await browser.PressAsync("close-submit", ("username", "alice"));

        Assert.That(browser.TextOf("form-error"), Does.Contain("administrator"));
        Assert.That(await NowAsync(alice), Is.Not.Null);

        var second = await PersonAsync(claims: ("roles", new JsonArray("administrator")));
        using var other = await SignedInAsync(second, "/account/profile/close");
        await other.PressAsync("close-submit", ("username", second.PreferredUsername!));
        Assert.That(await NowAsync(second), Is.Null, "while there is another");
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
