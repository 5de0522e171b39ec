using NUnit.Framework;
using PseIdentity.Server.Tests.SignIn.SecondFactors;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>A page, or the link of a mail, that is opened where its request is not known: each ends in a next step.</summary>
internal sealed class OtherBrowserTests : FactorPages
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["SignIn:VerifyEmail"] = "true" },
    };

    [Test]
    public async Task The_page_that_waits_for_a_code_by_mail_says_in_another_browser_what_to_do_and_the_code_still_counts_in_its_own()
    {
        using var portal = Portal();
        var person = await PersonAsync();
        using var browser = await WithPasswordAsync(person, portal);
        Assert.That(browser.PageName, Is.EqualTo("verify-email"));
        var mail = await Inbox.NextAsync("Never tell anyone", person.Email!);

        using var other = new HttpBrowser(Issuer);
        await other.GoAsync(browser.Address);
        Assert.That((other.PageName, (int)other.Status), Is.EqualTo(("expired", 400)));
        await LeadsToSignInAsync(other);

        // Whoever reads the mail on another device types its code where they were.
        await SubmitAsync(browser, SmsReceiver.CodeIn(mail.Text));
        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task A_mail_says_where_to_go_and_every_link_in_it_leads_on_in_a_browser_without_cookies()
    {
        using var browser = await WithPasswordAsync(await PersonAsync());
        var mail = await Inbox.NextAsync("Never tell anyone");
        foreach (var word in mail.Text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith(Issuer.AbsoluteUri, StringComparison.Ordinal)))
        {
            using var other = new HttpBrowser(Issuer);
            await other.GoAsync(new Uri(word.TrimEnd('.', ',')));
            Assert.That((int)other.Status, Is.EqualTo(200), word);
            Assert.That(LeadsOn(other), Is.True, word);
        }
    }

    [TestCase("/login/code")]
    [TestCase("/login/password")]
    [TestCase("/login/enroll")]
    [TestCase("/verify-email")]
    [TestCase("/consent")]
    [TestCase("/select-account")]
    [TestCase("/authorize/resume")]
    [TestCase("/login")]
    public async Task A_step_of_another_browser_or_without_its_cookie_is_expired_and_leads_on(string step)
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        using var other = await AtSignInAsync(Portal());
        await other.GoAsync(step + browser.Address.Query);
        Assert.That((other.PageName, (int)other.Status), Is.EqualTo(("expired", 400)));
        await LeadsToSignInAsync(other);

        var address = browser.Address;
        browser.ForgetCookies();
        await browser.GoAsync(step + address.Query);
        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That(browser.TextOf("main"), Does.Contain("Cookies"));
        Assert.That(LeadsOn(browser), Is.True);
    }

    [Test]
    public async Task A_form_that_waited_too_long_is_expired_and_leads_on()
    {
        using var browser = await AtSignInAsync(Portal());
        Clock.Advance(TimeSpan.FromMinutes(61));
        await TypeAsync(browser, "alice");

        Assert.That((browser.PageName, (int)browser.Status), Is.EqualTo(("expired", 400)));
        await LeadsToSignInAsync(browser);
    }

    [Test]
    public async Task The_page_before_posted_once_more_after_the_sign_in_leads_on()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, "bob");
        await SubmitAsync(browser, Code());
        Assert.That(browser.Left is not null || browser.PageName == "verify-email", Is.True);

        Assert.That(browser.Back(), Is.True);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        await SubmitAsync(browser, Code());
        Assert.That(browser.PageName, Is.EqualTo("login"));
        await browser.PressAsync("login-continue");

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    private static async Task LeadsToSignInAsync(HttpBrowser browser)
    {
        await browser.GoAsync(new Uri(browser.Address, browser.Page.QuerySelector("main a[href]")!.GetAttribute("href")));
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    private static bool LeadsOn(HttpBrowser browser) => browser.Page.QuerySelector("main form button[type=submit], main a[href]:not([href^='#'])") is not null;
}
