using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Commands;
using PseIdentity.Server.Tests.SignIn;
using PseIdentity.Storage.Maintenance;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Operations;

/// <summary>A time in which nobody signs in, and all that needs nobody goes on.</summary>
[NonParallelizable]
internal sealed class MaintenanceTests : SignInPages
{
    private MaintenanceStore Store => Provider.Services.GetRequiredService<MaintenanceStore>();

    [TearDown]
    public Task ItIsOver() => Store.SetAsync(null, CancellationToken.None);

    [Test]
    public async Task An_announced_window_stands_on_the_sign_in_page_with_its_times_and_zone_and_keeps_nobody_out()
    {
        var from = Clock.GetUtcNow().AddDays(1);
        await Store.SetAsync(new MaintenanceWindow(from, from.AddHours(2), "New cards <b>arrive</b>."), CancellationToken.None);
        using var browser = new HttpBrowser(Issuer) { AcceptLanguage = "de" };
        await browser.GoAsync(Portal().AuthorizeQuery());

        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(browser.TextOf("maintenance-notice"), Does.Contain(from.UtcDateTime.ToString("d. MMMM yyyy, HH:mm", CultureInfo.GetCultureInfo("de")) + " Uhr UTC").And.Contain("<b>arrive</b>"));
        await TypeAsync(browser, "alice");
        Assert.That(browser.Left, Is.Not.Null);
        using var other = new HttpBrowser(Issuer);
        await other.GoAsync("/maintenance");
        Assert.That((other.PageName, other.Status), Is.EqualTo(("maintenance", HttpStatusCode.OK)));
    }

    [Test, Category("RFC 9110 §15.6.4")]
    public async Task While_it_lasts_every_page_of_a_sign_in_answers_503_and_says_until_when()
    {
        using var before = await AtSignInAsync(Portal());
        var pending = before.Address.Query;
        await BeginAsync(TimeSpan.FromMinutes(30));

        foreach (var path in new[] { Portal().AuthorizeQuery(), "/login" + pending, "/login/code" + pending, "/login/enroll" + pending, "/consent" + pending, "/select-account" + pending,
            "/verify-email" + pending, "/recover/password", "/recover/username", "/maintenance", "/account" })
        {
            using var browser = new HttpBrowser(Issuer);
            await browser.GoAsync(path);
            Assert.That((browser.PageName, browser.Status), Is.EqualTo(("maintenance", HttpStatusCode.ServiceUnavailable)), path);
            Assert.That(browser.Headers["Retry-After"], Is.EqualTo("1800"), path);
            Assert.That(browser.TextOf("maintenance-until"), Does.Contain("UTC"), path);
        }
        await before.PressAsync("login-submit", ("username", "alice"), ("password", Password));
        Assert.That(before.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(before.Left, Is.Null);
    }

    [Test]
    public async Task It_ends_by_itself_and_a_reload_goes_on()
    {
        using var portal = Portal();
        await BeginAsync(TimeSpan.FromMinutes(90));
        using var browser = await AtSignInAsync(portal);
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Clock.Advance(TimeSpan.FromMinutes(90));

        await browser.GoAsync(browser.Address);
        await TypeAsync(browser, "alice");
        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test]
    public async Task Tokens_keys_and_whoever_is_signed_in_go_on()
    {
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, "alice");
        var tokens = await portal.RedeemAsync(portal.Answer(browser)["code"]);
        await BeginAsync(TimeSpan.FromMinutes(30));

        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "none")));
        Assert.That((await portal.RedeemAsync(portal.Answer(browser)["code"])).Status, Is.EqualTo(200));
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Status, Is.EqualTo(200));
        Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));
        foreach (var path in new[] { "/.well-known/openid-configuration", "/.well-known/jwks.json", "/healthz/ready", "/help" })
            Assert.That((await Provider.Http.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        await browser.GoAsync("/account");
        Assert.That(browser.PageName, Is.EqualTo("account"));
    }

    [Test]
    public async Task Without_a_session_prompt_none_is_told_that_a_sign_in_is_needed()
    {
        using var portal = Portal();
        await BeginAsync(TimeSpan.FromMinutes(30));
        using var browser = await AtSignInAsync(portal, ("prompt", "none"));

        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task Outside_of_it_the_page_leads_to_the_account()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/maintenance");

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test]
    public async Task An_operator_announces_begins_and_ends_it()
    {
        var setup = new ProviderSetup();
        await using var installation = await TestInstallation.CreateAsync(setup);
        var settings = installation.Arguments(setup, new Uri("http://localhost:5400"));

        var announced = await RunAsync(["maintenance", "announce", "--from", "2099-01-01T22:00+01:00", "--until", "2099-01-01T22:30Z", "--message", "Soon better.", "--json", .. settings]);
        Assert.That(announced.ExitCode, Is.Zero, announced.Errors);
        Assert.That(JsonNode.Parse(announced.Output)!["from"]!.GetValue<DateTimeOffset>(), Is.EqualTo(new DateTimeOffset(2099, 1, 1, 21, 0, 0, TimeSpan.Zero)));
        Assert.That((await RunAsync(["maintenance", "begin", "--until", "2099-01-01T22:30Z", .. settings])).ExitCode, Is.Zero);
        Assert.That((await RunAsync(["maintenance", "show", .. settings])).Output, Does.Contain("until 2099-01-01 22:30:00Z"));
        Assert.That((await RunAsync(["maintenance", "end", .. settings])).ExitCode, Is.Zero);
        Assert.That((await RunAsync(["maintenance", "show", .. settings])).Output, Does.Contain("No maintenance."));
    }

    [TestCase("2020-01-01T22:00Z")]
    [TestCase("tomorrow")]
    [TestCase("2099-01-01T22:00")]
    public async Task A_time_that_is_past_or_no_moment_is_refused(string until)
    {
        var setup = new ProviderSetup();
        await using var installation = await TestInstallation.CreateAsync(setup);

        var begun = await RunAsync(["maintenance", "begin", "--until", until, .. installation.Arguments(setup, new Uri("http://localhost:5400"))]);
        Assert.That(begun.ExitCode, Is.Not.Zero);
        Assert.That(begun.Errors, Is.Not.Empty);
    }

    private Task<bool> BeginAsync(TimeSpan length) => Store.SetAsync(new MaintenanceWindow(Clock.GetUtcNow(), Clock.GetUtcNow() + length, null), CancellationToken.None);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (await CommandLine.RunAsync(args, output, errors), output.ToString(), errors.ToString());
    }
}
