using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Storage.Devices;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>Where somebody is signed in, over HTTP.</summary>
internal sealed class SessionPageTests : AccountPages
{
    [Test]
    public async Task Every_session_is_listed_with_its_applications_and_the_other_can_be_ended()
    {
        var person = await PersonAsync();
        using var portal = Portal();
        using var elsewhere = await AtSignInAsync(portal);
        await TypeAsync(elsewhere, person.PreferredUsername!);
        await ClaimsAsync(portal, elsewhere);
        using var here = await SignedInAsync(person, "/account/sessions");

        var rows = here.Page.QuerySelectorAll("[data-session]");
        Assert.That(rows, Has.Length.EqualTo(2));
        Assert.That(rows.Single(row => row.TextContent.Contains("Payments portal", StringComparison.Ordinal)).QuerySelector("#session-end"), Is.Not.Null);

        await here.PressAsync("session-end");

        Assert.That(here.Page.QuerySelectorAll("[data-session]"), Has.Length.EqualTo(1));
        Assert.That(here.TextOf("done"), Does.Contain("signed out"));
        await elsewhere.GoAsync("/account");
        Assert.That(elsewhere.PageName, Is.EqualTo("login"));
        Assert.That(await EventsAsync(person), Does.Contain("session.ended"));
    }

    [Test]
    public async Task All_others_end_and_the_own_session_stays()
    {
        var person = await PersonAsync();
        using var first = await SignedInAsync(person);
        using var second = await SignedInAsync(person);
        using var here = await SignedInAsync(person, "/account/sessions");

        await here.PressAsync("sessions-end-others");

        Assert.That(here.Page.QuerySelectorAll("[data-session]"), Has.Length.EqualTo(1));
        Assert.That(here.Shows("sessions-end-others"), Is.False);
        await first.GoAsync("/account");
        await second.GoAsync("/account");
        Assert.That(new[] { first.PageName, second.PageName }, Is.All.EqualTo("login"));
    }

    [Test]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var (mallory, victim) = (await PersonAsync(), await PersonAsync());
        using var theirs = await SignedInAsync(victim);
        using var own = await SignedInAsync(mallory);
        using var here = await SignedInAsync(mallory, "/account/sessions");
        var sid = (await Provider.Services.GetRequiredService<ISessionStore>().OfUserAsync(victim.Id, Clock.GetUtcNow(), CancellationToken.None)).Single().Sid;
        here.Page.GetElementById("session-end")!.SetAttribute("value", sid);

        await here.PressAsync("session-end");

        Assert.That(here.Page.QuerySelectorAll("[data-session]"), Has.Length.EqualTo(2));
        await theirs.GoAsync("/account");
        Assert.That(theirs.PageName, Is.EqualTo("account"));
    }

    [Test]
    public async Task Times_are_in_the_time_zone_of_the_person()
    {
        var person = await PersonAsync(claims: ("zoneinfo", "Asia/Tokyo"));
        using var here = await SignedInAsync(person, "/account/sessions");

        var hour = Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(9)).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(here.Page.QuerySelector("[data-session]")!.TextContent, Does.Contain(hour));
        Assert.That(here.Page.QuerySelector("main")!.TextContent, Does.Contain("Asia/Tokyo"));
    }

    [Test]
    public async Task A_trusted_browser_is_listed_until_when_and_asks_for_the_code_again_once_it_is_forgotten()
    {
        var person = await PersonAsync(Base32.Decode(Installation.TotpSecret));
        using var trusted = await AtSignInAsync(Portal());
        await TypeAsync(trusted, person.PreferredUsername!);
        await trusted.PressAsync("code-submit", ("code", Code()), ("trust-device", "true"));
        Clock.Advance(TimeSpan.FromMinutes(2));
        using var here = await SignedInAsync(person, "/account/sessions");
        await here.PressAsync("code-submit", ("code", Code()));
        var rows = here.Page.QuerySelectorAll("[data-device]");
        Assert.That(rows, Has.Length.EqualTo(2));
        Assert.That(rows.Count(row => row.TextContent.Contains("Trusted until", StringComparison.Ordinal)), Is.EqualTo(1));
        var other = rows.Single(row => row.TextContent.Contains("Trusted until", StringComparison.Ordinal)).GetAttribute("data-device")!;
        here.Page.GetElementById("device-forget")!.SetAttribute("value", other);

        await here.PressAsync("device-forget");

        Assert.That(here.Page.QuerySelectorAll("[data-device]"), Has.Length.EqualTo(1));
        Assert.That(here.TextOf("done"), Does.Contain("forgotten"));
        await trusted.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(trusted, person.PreferredUsername!);
        Assert.That(trusted.PageName, Is.EqualTo("second-factor"));
        Assert.That(await EventsAsync(person), Does.Contain("device.forgotten"));
    }

    [Test]
    public async Task All_browsers_are_forgotten_at_once_and_nobody_elses()
    {
        var (person, victim) = (await PersonAsync(), await PersonAsync());
        using var theirs = await SignedInAsync(victim);
        using var other = await SignedInAsync(person);
        using var here = await SignedInAsync(person, "/account/sessions");
        var devices = Provider.Services.GetRequiredService<DeviceStore>();
        here.Page.GetElementById("device-forget")!.SetAttribute("value", (await devices.OfUserAsync(victim.Id, CancellationToken.None)).Single().Id.ToString());
        await here.PressAsync("device-forget");
        Assert.That(await devices.OfUserAsync(victim.Id, CancellationToken.None), Is.Not.Empty);

        await here.PressAsync("devices-forget-all");

        Assert.That(here.Page.QuerySelectorAll("[data-device]"), Is.Empty);
        Assert.That(await devices.OfUserAsync(victim.Id, CancellationToken.None), Is.Not.Empty);
        Assert.That(await EventsAsync(person), Does.Contain("device.all_forgotten"));
        await here.GoAsync("/account");
        Assert.That(here.PageName, Is.EqualTo("account"), "nobody is signed out by it");
    }

    [TestCase("/account/security")]
    [TestCase("/account/security/password")]
    [TestCase("/account/sessions")]
    [TestCase("/account/activity")]
    [TestCase("/account/apps")]
    [TestCase("/account/profile")]
    [TestCase("/account/profile/close")]
    public async Task A_page_asks_for_a_sign_in_and_is_there_afterwards(string path)
    {
        using var browser = await SignedInAsync(await PersonAsync(), path);

        Assert.That(browser.Address.AbsolutePath, Is.EqualTo(path));
        Assert.That(browser.Status, Is.EqualTo(System.Net.HttpStatusCode.OK));
    }
}
