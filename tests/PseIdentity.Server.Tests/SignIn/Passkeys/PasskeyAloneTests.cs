using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.Passkeys;

/// <summary>A passkey in place of user name and password.</summary>
internal sealed class PasskeyAloneTests : PasskeyPages
{
    [Test, Category("WebAuthn §7.2")]
    public async Task It_signs_in_and_the_ID_token_says_how()
    {
        var (name, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery(("acr_values", Resistant)));

        await UseAsync(browser, authenticator);

        var claims = await ClaimsAsync(shop, browser);
        Assert.That(claims.GetProperty("sub").GetString(), Is.EqualTo((await FindAsync(name)).Subject));
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo(Resistant));
        Assert.That(claims.GetProperty("amr").EnumerateArray().Select(word => word.GetString()), Is.EqualTo(new[] { "hwk", "user", "mfa" }));
    }

    [Test, Category("RFC 8176 §2")]
    public async Task One_that_is_synchronised_is_a_software_key()
    {
        var (_, authenticator) = await OwnerAsync(answer => answer.Flags |= AuthenticatorAnswer.BackupEligible);
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());

        await UseAsync(browser, authenticator, answer => answer.Flags |= AuthenticatorAnswer.BackupEligible | AuthenticatorAnswer.BackedUp);

        Assert.That((await ClaimsAsync(shop, browser)).GetProperty("amr").EnumerateArray().Select(word => word.GetString()), Does.Contain("swk").And.Not.Contain("hwk"));
    }

    [Test, Category("WebAuthn §7.2")]
    public async Task Whether_it_is_synchronised_is_kept_as_it_is_now()
    {
        var (name, authenticator) = await OwnerAsync(answer => answer.Flags |= AuthenticatorAnswer.BackupEligible);
        using var shop = Shop();
        using var browser = Browser();
        Assert.That(PasskeyData.Of((await FindAsync(name)).Find(CredentialKinds.Passkey)!).BackedUp, Is.False);
        await browser.GoAsync(shop.AuthorizeQuery());

        await UseAsync(browser, authenticator, answer => answer.Flags |= AuthenticatorAnswer.BackupEligible | AuthenticatorAnswer.BackedUp);

        var kept = (await FindAsync(name)).Find(CredentialKinds.Passkey)!;
        Assert.That(PasskeyData.Of(kept).BackedUp, Is.True);
        Assert.That(kept.UsedAt, Is.EqualTo(Clock.GetUtcNow()));
    }

    [Test, Category("WebAuthn §7.2")]
    public async Task Without_finger_face_or_PIN_it_is_refused()
    {
        var (_, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        Assert.That(JsonDocument.Parse(Options(browser)).RootElement.GetProperty("userVerification").GetString(), Is.EqualTo("required"));

        await UseAsync(browser, authenticator, answer => answer.Flags = AuthenticatorAnswer.UserPresent);

        AssertRefused(browser, "did not check");
    }

    [Test, Category("WebAuthn §13.4.3")]
    public async Task An_answer_works_once()
    {
        var (_, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        var answer = authenticator.Get(Options(browser));
        using var tab = browser.AnotherTab();
        await tab.GoAsync(browser.Address);
        await browser.PressAsync("passkey-submit", ("passkey", answer));
        Assert.That(browser.Left, Is.Not.Null);

        await tab.PressAsync("passkey-submit", ("passkey", answer));

        AssertRefused(tab, "try again");
    }

    [Test, Category("WebAuthn §13.4.3")]
    public async Task The_answer_of_one_tab_is_none_in_another_and_the_page_has_a_new_question()
    {
        var (_, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        using var tab = browser.AnotherTab();
        await tab.GoAsync(shop.AuthorizeQuery());

        await tab.PressAsync("passkey-submit", ("passkey", authenticator.Get(Options(browser))));

        AssertRefused(tab, "try again");
        await UseAsync(tab, authenticator);
        Assert.That(shop.Answer(tab), Does.ContainKey("code"));
    }

    [Test, Category("WebAuthn §13.4.3")]
    public async Task An_answer_in_another_browser_is_refused()
    {
        var (_, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var mine = Browser();
        await mine.GoAsync(shop.AuthorizeQuery());
        using var theirs = Browser();
        await theirs.GoAsync(shop.AuthorizeQuery());

        await theirs.PressAsync("passkey-submit", ("passkey", authenticator.Get(Options(mine))));

        AssertRefused(theirs, "try again");
    }

    [Test]
    public async Task A_page_that_was_open_for_long_gets_a_new_question()
    {
        var (_, authenticator) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        var (address, old) = (browser.Address, Options(browser));
        var refresh = browser.Page.QuerySelector("[data-passkey]")!.GetAttribute("data-refresh")!;
        Clock.Advance(TimeSpan.FromMinutes(6));
        await UseAsync(browser, authenticator);
        AssertRefused(browser, "took too long");

        using var request = new HttpRequestMessage(HttpMethod.Post, refresh) { Headers = { { "Cookie", string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")) }, { "Host", Public.Authority } } };
        using var answer = await Provider.Http.SendAsync(request);

        var options = await answer.Content.ReadAsStringAsync();
        Assert.That(options, Is.Not.EqualTo(old));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        await browser.PressAsync("passkey-submit", ("passkey", authenticator.Get(options)));
        Assert.That(shop.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task Somebody_who_may_not_sign_in_learns_no_more_than_a_stranger()
    {
        var (name, authenticator) = await OwnerAsync();
        await Get<UserRegistry>().DisableAsync((await FindAsync(name)).Id, CancellationToken.None);
        using var shop = Shop();
        using var browser = Browser();
        using var stranger = Authenticator();
        await browser.GoAsync(shop.AuthorizeQuery());

        await UseAsync(browser, authenticator);

        var disabled = browser.TextOf("form-error");
        await UseAsync(browser, stranger, answer => answer.UserHandle = [1, 2, 3]);
        Assert.That(browser.TextOf("form-error"), Is.EqualTo(disabled));
    }

    [Test, Category("WebAuthn §7.2")]
    public async Task Another_persons_user_handle_is_refused()
    {
        var (_, authenticator) = await OwnerAsync();
        var (other, _) = await OwnerAsync();
        var handle = OwnedPasskeys.HandleOf(await FindAsync(other));
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());

        await UseAsync(browser, authenticator, answer => answer.UserHandle = handle);

        AssertRefused(browser, "another account");
    }

    [Test, Category("WebAuthn §6.1.1")]
    public async Task A_counter_that_goes_back_is_refused_and_recorded()
    {
        var (name, authenticator) = await OwnerAsync(answer => answer.Counter = 5);
        authenticator.Counter = 6;
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        await UseAsync(browser, authenticator);
        Assert.That(browser.Left, Is.Not.Null);
        using var copy = Browser();
        await copy.GoAsync(shop.AuthorizeQuery());

        await UseAsync(copy, authenticator);

        AssertRefused(copy, "copied");
        var id = (await FindAsync(name)).Id;
        Assert.That(Events.Events.Count(happened => happened.Name == "passkey.counter_regressed" && happened.UserId == id), Is.EqualTo(1));
        Assert.That((await FindAsync(name)).Find(CredentialKinds.Passkey)!.SignCount, Is.EqualTo(6));
    }

    [Test]
    public async Task A_text_that_is_no_answer_ends_in_a_sentence()
    {
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());

        await browser.PressAsync("passkey-submit", ("passkey", "{\"id\":1}"));

        AssertRefused(browser, "try again");
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Somebody_who_is_signed_in_confirms_it_with_a_passkey_of_their_own_and_of_nobody_else()
    {
        var (name, authenticator) = await OwnerAsync();
        var (_, stranger) = await OwnerAsync();
        using var shop = Shop();
        using var browser = Browser();
        await browser.GoAsync(shop.AuthorizeQuery());
        await UseAsync(browser, authenticator);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.GoAsync(shop.AuthorizeQuery(("prompt", "login")));
        Assert.That(JsonDocument.Parse(Options(browser)).RootElement.GetProperty("allowCredentials").GetArrayLength(), Is.EqualTo(1));

        await UseAsync(browser, stranger);
        AssertRefused(browser, "another account");
        await UseAsync(browser, authenticator);

        var claims = await ClaimsAsync(shop, browser);
        Assert.That(claims.GetProperty("sub").GetString(), Is.EqualTo((await FindAsync(name)).Subject));
        Assert.That(claims.GetProperty("auth_time").GetInt64(), Is.EqualTo(Clock.GetUtcNow().ToUnixTimeSeconds()));
    }

    private static void AssertRefused(HttpBrowser browser, string sentence)
    {
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Assert.That(browser.TextOf("form-error"), Does.Contain(sentence));
    }
}
