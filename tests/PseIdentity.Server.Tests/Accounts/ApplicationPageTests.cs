using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>The applications of an account, over HTTP.</summary>
internal sealed class ApplicationPageTests : AccountPages
{
    private readonly LogoutReceiver receiver = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["Network:AllowedHosts:0"] = receiver.Address.Authority },
    };

    protected override void Add(JsonObject document) =>
        document["clients"]!.AsArray().Single(client => (string?)client!["client_id"] == "budget")!["backchannel_logout_uri"] = new Uri(receiver.Address, "budget").ToString();

    [OneTimeTearDown]
    public async Task CloseReceiver() => await receiver.DisposeAsync();

    [Test]
    public async Task What_an_application_may_see_is_said_and_taking_it_back_ends_its_grants_and_tells_it()
    {
        var person = await PersonAsync();
        using var budget = Budget();
        using var browser = await AtSignInAsync(budget);
        await TypeAsync(browser, person.PreferredUsername!);
        await browser.PressAsync("consent-allow");
        var tokens = await budget.RedeemAsync(budget.Answer(browser)["code"]);

        await browser.GoAsync("/account/apps");
        var row = browser.Page.QuerySelector("[data-client=budget]")!;
        Assert.That(row.TextContent, Does.Contain("Budget planner").And.Contain("e-mail address").And.Contain("Stay connected"));

        await browser.PressAsync("app-revoke");

        Assert.That(browser.Page.QuerySelector("[data-client=budget]"), Is.Null);
        Assert.That((await budget.RefreshAsync(tokens.Need("refresh_token"))).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await budget.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        Assert.That((await receiver.NextAsync()).Path, Is.EqualTo("/budget"));
        Assert.That(await EventsAsync(person), Does.Contain("application.disconnected"));

        await browser.GoAsync(budget.AuthorizeQuery());
        Assert.That(browser.PageName, Is.EqualTo("consent"), "the person is asked again");
    }

    [Test]
    public async Task A_code_from_before_is_worthless_where_consent_was_never_asked_for()
    {
        var person = await PersonAsync();
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, person.PreferredUsername!);
        await portal.RedeemAsync(portal.Answer(browser)["code"]);
        await browser.GoAsync(portal.AuthorizeQuery());
        var waiting = portal.Answer(browser)["code"];
        Clock.Advance(TimeSpan.FromSeconds(1));

        await browser.GoAsync("/account/apps");
        await browser.PressAsync("app-revoke");

        Assert.That((await portal.RedeemAsync(waiting)).Error, Is.EqualTo("invalid_grant"));
    }

    [Test]
    public async Task Nobody_takes_back_what_somebody_else_allowed()
    {
        var (mallory, victim) = (await PersonAsync(), await PersonAsync());
        using var theirs = Portal();
        using var victimsBrowser = await AtSignInAsync(theirs);
        await TypeAsync(victimsBrowser, victim.PreferredUsername!);
        var tokens = await theirs.RedeemAsync(theirs.Answer(victimsBrowser)["code"]);
        using var own = Portal();
        using var browser = await AtSignInAsync(own);
        await TypeAsync(browser, mallory.PreferredUsername!);
        await own.RedeemAsync(own.Answer(browser)["code"]);

        await browser.GoAsync("/account/apps");
        await browser.PressAsync("app-revoke");

        Assert.That((await theirs.RefreshAsync(tokens.Need("refresh_token"))).Status, Is.EqualTo(200));
    }
}
