using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>What happened to an account, and "this wasn't me", over HTTP.</summary>
internal sealed class ActivityPageTests : AccountPages
{
    [Test]
    public async Task Sign_ins_and_failures_are_shown_in_words_newest_first()
    {
        var person = await PersonAsync();
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account/activity");
        await TypeAsync(browser, person.PreferredUsername!, "wrong");
        await TypeAsync(browser, person.PreferredUsername!);
        await WrittenAsync();

        await browser.GoAsync("/account/activity");

        var rows = browser.Page.QuerySelectorAll("[data-event]");
        var names = rows.Select(row => row.GetAttribute("data-event")).ToList();
        Assert.That(names, Does.Contain("signin.succeeded").And.Contain("signin.failed"));
        Assert.That(names.IndexOf("signin.succeeded"), Is.LessThan(names.IndexOf("signin.failed")));
        Assert.That(rows.Select(row => row.TextContent), Has.All.Contains("127.0.0.1").And.All.Not.Contains("signin."));
    }

    [Test]
    public async Task An_event_without_words_shows_nothing_technical()
    {
        var person = await PersonAsync();
        await RecordAsync(new IdentityEvent("something.new_and_odd", person.Id));
        using var browser = await SignedInAsync(person, "/account/activity");

        Assert.That(browser.Page.QuerySelector("[data-event='something.new_and_odd']")!.TextContent, Does.Not.Contain("odd").And.Contain("Something"));
    }

    [Test]
    public async Task Older_events_are_on_further_pages_and_each_is_shown_once()
    {
        var person = await PersonAsync();
        for (var i = 0; i < 60; i++)
            await RecordAsync(new IdentityEvent("consent.allowed", person.Id, $"client-{i}"));
        using var browser = await SignedInAsync(person);
        await WrittenAsync();

        var seen = new List<string>();
        await browser.GoAsync("/account/activity");
        while (true)
        {
            seen.AddRange(browser.Page.QuerySelectorAll("#not-me").Select(button => button.GetAttribute("value")!));
            if (browser.Page.GetElementById("activity-older")?.GetAttribute("href") is not { } older)
                break;
            await browser.GoAsync(older);
        }

        Assert.That(seen, Is.Unique);
        Assert.That(seen, Has.Count.EqualTo((await EventsAsync(person)).Count).And.Count.GreaterThan(60));
    }

    [Test]
    public async Task Nobody_sees_the_events_of_somebody_else()
    {
        var (person, other) = (await PersonAsync(), await PersonAsync());
        await RecordAsync(new IdentityEvent("password.changed", other.Id));
        using var browser = await SignedInAsync(person, "/account/activity");

        Assert.That(browser.Page.QuerySelector("[data-event='password.changed']"), Is.Null);
    }

    [Test]
    public async Task This_was_not_me_locks_the_account_ends_everything_and_leads_to_recovery()
    {
        var person = await PersonAsync();
        using var portal = Portal();
        using var thief = await AtSignInAsync(portal);
        await TypeAsync(thief, person.PreferredUsername!);
        var tokens = await portal.RedeemAsync(portal.Answer(thief)["code"]);
        using var browser = await SignedInAsync(person, "/account/activity");
        await WrittenAsync();
        await browser.GoAsync("/account/activity");

        await browser.PressAsync("not-me");

        Assert.That(browser.PageName, Is.EqualTo("account-locked"));
        Assert.That(browser.Page.GetElementById("recover")!.GetAttribute("href"), Is.EqualTo("/recover/password"));
        Assert.That((await NowAsync(person))!.LockedByOwner, Is.True);
        Assert.That(await EventsAsync(person), Does.Contain("account.locked"));
        Assert.That((await Inbox.NextAsync("You told us")).To, Is.EqualTo(person.Email));

        Assert.That((await portal.RefreshAsync(tokens.Need("refresh_token"))).Status, Is.EqualTo(400));
        foreach (var each in new[] { thief, browser })
        {
            await each.GoAsync("/account");
            Assert.That(each.PageName, Is.EqualTo("login"));
            await TypeAsync(each, person.PreferredUsername!);
            Assert.That(each.PageName, Is.EqualTo("login"), "the password opens nothing any more");
        }
    }

    [Test]
    public async Task This_was_not_me_needs_no_new_sign_in()
    {
        var person = await PersonAsync();
        using var browser = await SignedInAsync(person, "/account/activity");
        await WrittenAsync();
        Clock.Advance(TimeSpan.FromMinutes(20));
        await browser.GoAsync("/account/activity");

        await browser.PressAsync("not-me");

        Assert.That((await NowAsync(person))!.LockedByOwner, Is.True);
    }

    [Test]
    public async Task The_event_of_somebody_else_locks_nobody()
    {
        var (mallory, victim) = (await PersonAsync(), await PersonAsync());
        await RecordAsync(new IdentityEvent("password.changed", victim.Id));
        var theirs = (await Activity.PageAsync(victim.Id, null, 1, CancellationToken.None)).Single();
        await RecordAsync(new IdentityEvent("password.changed", mallory.Id));
        using var browser = await SignedInAsync(mallory, "/account/activity");
        browser.Page.GetElementById("not-me")!.SetAttribute("value", theirs.Id.ToString());

        await browser.PressAsync("not-me");

        Assert.That(browser.PageName, Is.EqualTo("account-activity"));
        Assert.That((await NowAsync(victim))!.Active, Is.True);
        Assert.That((await NowAsync(mallory))!.Active, Is.True);
    }

    private async Task RecordAsync(IdentityEvent happened) => await Activity.RecordAsync(happened);
}
