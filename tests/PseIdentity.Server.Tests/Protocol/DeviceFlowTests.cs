using System.Net;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A device without a keyboard gets its tokens through a person at another one (RFC 8628).</summary>
internal sealed class DeviceFlowTests : ClockedFixture
{
    private RelyingParty television = null!;

    [SetUp]
    public void Television() => television = Installation.Television(Issuer);

    [TearDown]
    public void SwitchOff() => television.Dispose();

    [Test, Category("RFC 8628 §3.2")]
    public async Task A_device_gets_a_code_for_itself_and_one_for_the_person()
    {
        var codes = await television.BeginDeviceAsync();

        Assert.Multiple(() =>
        {
            Assert.That(codes.Status, Is.EqualTo(200), codes.Body);
            Assert.That(codes.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(codes.Need("user_code"), Does.Match("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$"));
            Assert.That(codes.Need("device_code"), Has.Length.GreaterThanOrEqualTo(43));
            Assert.That(codes.Need("verification_uri"), Is.EqualTo(IssuerName + "/device"));
            Assert.That(codes.Need("verification_uri_complete"), Is.EqualTo(IssuerName + "/device?user_code=" + codes.Need("user_code")));
            Assert.That(codes.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(600));
            Assert.That(codes.Json.GetProperty("interval").GetInt32(), Is.EqualTo(5));
        });
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task Tokens_come_once_the_person_has_allowed_it()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();
        var device = codes.Need("device_code");
        Assert.That((await television.PollDeviceAsync(device)).Error, Is.EqualTo("authorization_pending"));

        await browser.DecideDeviceAsync(codes.Need("user_code"));
        var tokens = await television.PollDeviceAsync(device);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That((await television.UserInfoAsync(tokens.AccessToken)).Json.GetProperty("name").GetString(), Is.EqualTo("Alice Doe"));
        Assert.That(tokens.IdToken, Is.Not.Empty);
        Assert.That((await television.RefreshAsync(tokens.RefreshToken)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task Polling_too_fast_makes_the_interval_longer_for_all_later_polls()
    {
        var device = (await television.BeginDeviceAsync()).Need("device_code");

        Assert.That(await PollAsync(0), Is.EqualTo("authorization_pending"));
        Assert.That(await PollAsync(5), Is.EqualTo("authorization_pending"));
        Assert.That(await PollAsync(3), Is.EqualTo("slow_down"));
        Assert.That(await PollAsync(5), Is.EqualTo("slow_down"), "it is ten seconds now");
        Assert.That(await PollAsync(15), Is.EqualTo("authorization_pending"));

        async Task<string?> PollAsync(int after)
        {
            Pass(after);
            return (await television.PollDeviceAsync(device)).Error;
        }
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task After_ten_minutes_the_device_hears_that_its_code_expired_and_the_person_that_none_waits()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();
        await browser.TypeUserCodeAsync(codes.Need("user_code"));
        Pass(600);

        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Error, Is.EqualTo("expired_token"));
        await browser.PressAsync("device-allow");
        Assert.That(browser.Shows("form-error"), Is.True);
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task A_code_that_was_approved_is_no_longer_redeemed_after_its_time()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();
        await browser.DecideDeviceAsync(codes.Need("user_code"));
        Pass(600);

        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Error, Is.EqualTo("expired_token"));
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task Another_clients_poll_neither_slows_the_owner_down_nor_burns_the_code()
    {
        using var browser = new HttpBrowser(Issuer);
        using var kiosk = Installation.Kiosk(Issuer);
        var codes = await television.BeginDeviceAsync();
        var device = codes.Need("device_code");
        Assert.That((await kiosk.PollDeviceAsync(device)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await television.PollDeviceAsync(device)).Error, Is.EqualTo("authorization_pending"));
        await browser.DecideDeviceAsync(codes.Need("user_code"));

        Assert.That((await kiosk.PollDeviceAsync(device)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await television.PollDeviceAsync(device)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 8628 §3.1")]
    public async Task What_is_unknown_in_a_request_is_ignored() =>
        Assert.That((await television.BeginDeviceAsync(("extra", "x"), ("code_challenge", "y"))).Status, Is.EqualTo(200));

    [Test, Category("RFC 8628 §6.1")]
    public async Task The_code_may_be_typed_in_any_case_and_with_any_punctuation([Values("{0}", " {0} ", "lower", "spaced", "dotted")] string way)
    {
        using var browser = new HttpBrowser(Issuer);
        var code = (await television.BeginDeviceAsync()).Need("user_code");

        await browser.TypeUserCodeAsync(way switch
        {
            "lower" => code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal),
            "spaced" => string.Join(' ', code.ToCharArray()),
            "dotted" => code.Replace('-', '.'),
            _ => way.Replace("{0}", code, StringComparison.Ordinal),
        });

        Assert.That(browser.Shows("device-allow"), Is.True, browser.Page.Body?.TextContent);
        Assert.That(browser.TextOf("device-code"), Is.EqualTo(code));
    }

    [Test, Category("RFC 8628 §3.3.1")]
    public async Task A_link_with_the_code_fills_the_field_and_decides_nothing()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();

        await browser.GoAsync(new Uri(codes.Need("verification_uri_complete")));
        await browser.SignInWhereAskedAsync("alice");

        Assert.That(browser.PageName, Is.EqualTo("device"));
        Assert.That(browser.Page.GetElementById("user_code")?.GetAttribute("value"), Is.EqualTo(codes.Need("user_code")));
        Assert.That(browser.Shows("device-allow"), Is.False);
        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Error, Is.EqualTo("authorization_pending"));
    }

    [Test, Category("RFC 8628 §5.4")]
    public async Task The_question_names_the_client_repeats_the_code_and_warns()
    {
        using var browser = new HttpBrowser(Issuer);
        var code = (await television.BeginDeviceAsync()).Need("user_code");

        await browser.TypeUserCodeAsync(code);

        var words = browser.Page.Body!.TextContent;
        Assert.That(words, Does.Contain("Living room television").And.Contain(code).And.Contain("Make payments"));
        Assert.That(browser.Page.QuerySelector(".notice-warning"), Is.Not.Null);
    }

    [Test, Category("RFC 8628 §5.1")]
    public async Task Guessing_codes_is_stopped_though_the_guesser_has_a_right_one_of_an_own_device()
    {
        using var browser = new HttpBrowser(Issuer);
        var own = (await television.BeginDeviceAsync()).Need("user_code");
        await browser.GoAsync("/device");
        await browser.SignInWhereAskedAsync("dora");

        for (var guess = 0; guess < 4; guess++)
        {
            await browser.GoAsync("/device");
            await browser.PressAsync("device-submit", ("user_code", "BCDF-GHJK"));
            Assert.That(browser.Shows("form-error"), Is.True);
            await browser.GoAsync("/device");
            await browser.PressAsync("device-submit", ("user_code", own));
            Assert.That(browser.Shows("device-allow"), Is.True, $"guess {guess}");
        }
        await browser.GoAsync("/device");
        await browser.PressAsync("device-submit", ("user_code", "BCDF-GHJK"));
        await browser.PressAsync("device-submit", ("user_code", own));

        Assert.That(browser.Shows("device-allow"), Is.False);
        Assert.That(browser.TextOf("form-error"), Does.Contain("Too many").Or.Contain("locked").Or.Contain("minutes"));
        Pass(16 * 60);
    }

    [Test, Category("RFC 8628 §5.4")]
    public async Task A_form_of_another_site_decides_nothing()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();
        await browser.TypeUserCodeAsync(codes.Need("user_code"));

        await browser.PostFromElsewhereAsync("/device", [new("user_code", codes.Need("user_code")), new("device-allow", "yes")]);

        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Error, Is.EqualTo("authorization_pending"));
    }

    [Test, Category("RFC 8628 §3.3")]
    public async Task A_code_that_is_used_wrong_or_no_code_shows_the_field_again_with_one_sentence()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();
        await browser.DecideDeviceAsync(codes.Need("user_code"), allow: false);
        Assert.That(browser.Page.QuerySelector("[role=status]"), Is.Not.Null);

        foreach (var wrong in new[] { codes.Need("user_code"), "nonsense", "AEIOU-123", "<script>" })
        {
            await browser.GoAsync("/device");
            await browser.PressAsync("device-submit", ("user_code", wrong));
            Assert.That(browser.Shows("form-error"), Is.True, wrong);
            Assert.That(browser.Shows("user_code"), Is.True);
        }
    }

    [Test, Category("RFC 8628 §3.3")]
    public async Task A_question_that_was_put_to_somebody_else_is_put_again()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync();
        await browser.TypeUserCodeAsync(codes.Need("user_code"));
        var question = browser.Page.QuerySelector("form")!;
        var fields = question.QuerySelectorAll("input[name]").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "");

        Assert.That(fields["session"], Is.Not.Empty);
        question.QuerySelector("input[name=session]")!.SetAttribute("value", "somebody-else");
        await browser.PressAsync("device-allow");

        Assert.That(browser.Shows("device-allow"), Is.True);
        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Error, Is.EqualTo("authorization_pending"));
    }

    [Test, Category("RFC 9470 §4")]
    public async Task A_client_that_wants_a_second_factor_has_it_asked_before_the_question()
    {
        using var browser = new HttpBrowser(Issuer);
        using var kiosk = Installation.Kiosk(Issuer);
        var codes = await kiosk.BeginDeviceAsync();
        await browser.GoAsync("/device");
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        await browser.PressAsync("code-submit", ("code", Totp.At(Installation.TotpSecret, Clock.GetUtcNow())));

        await browser.PressAsync("device-submit", ("user_code", codes.Need("user_code")));
        await browser.PressAsync("device-allow");

        Assert.That((await kiosk.PollDeviceAsync(codes.Need("device_code"))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task The_tokens_end_with_the_session_of_the_browser_that_approved()
    {
        using var browser = new HttpBrowser(Issuer);
        var codes = await television.BeginDeviceAsync(("scope", "openid profile"));
        await browser.DecideDeviceAsync(codes.Need("user_code"));
        var tokens = await television.PollDeviceAsync(codes.Need("device_code"));
        Assert.That((await television.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));

        await browser.GoAsync("/account");
        await browser.PressAsync("sign-out");

        Assert.That((await television.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
    }
}
