using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>Browsers on which somebody has signed in before.</summary>
[NonParallelizable]
internal sealed class KnownDeviceTests : SignInPages
{
    private readonly MailInbox inbox = new();

    protected override ProviderSetup Setup => base.Setup with { Change = builder => builder.Services.Replace(ServiceDescriptor.Singleton<IMailRoute>(inbox)) };

    [SetUp]
    public void LocksHaveEnded() => Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

    [Test]
    public async Task A_strangers_wrong_guesses_do_not_lock_out_the_owners_own_device()
    {
        using var own = await SignedInAsync("dora");
        using var stranger = await AtSignInAsync(Portal());
        await GuessAsync(stranger, "dora", 6);
        Assert.That(stranger.TextOf("form-error"), Does.Contain("minutes"));

        await own.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(own, "dora");

        Assert.That(own.Left, Is.Not.Null);
    }

    [Test]
    public async Task Guesses_on_a_known_device_are_limited_too()
    {
        using var own = await SignedInAsync("dora");
        await own.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await GuessAsync(own, "dora", 5);

        await TypeAsync(own, "dora");

        Assert.That(own.TextOf("form-error"), Does.Contain("minutes"));
    }

    [Test]
    public async Task A_device_of_somebody_else_is_a_strangers()
    {
        using var others = await SignedInAsync("alice");
        using var stranger = await AtSignInAsync(Portal());
        await GuessAsync(stranger, "dora", 5);

        await others.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(others, "dora");

        Assert.That(others.TextOf("form-error"), Does.Contain("minutes"));
    }

    [Test]
    public async Task The_second_lock_lasts_twice_as_long()
    {
        using var browser = await AtSignInAsync(Portal());
        await GuessAsync(browser, "dora", 6);
        Assert.That(browser.TextOf("form-error"), Does.Contain("15 minutes"));
        Clock.Advance(TimeSpan.FromMinutes(15));

        await browser.GoAsync(Portal().AuthorizeQuery());
        await GuessAsync(browser, "dora", 6);

        Assert.That(browser.TextOf("form-error"), Does.Contain("30 minutes"));
    }

    [Test]
    public async Task The_owner_hears_once_of_a_lock_and_of_a_new_device()
    {
        using var first = await SignedInAsync("alice");
        using var stranger = await AtSignInAsync(Portal());
        await GuessAsync(stranger, "alice", 8);

        await inbox.NextAsync("several wrong attempts", "alice@example.com");
        Assert.That(inbox.Has("several wrong attempts", "alice@example.com"), Is.False);

        Clock.Advance(TimeSpan.FromMinutes(15));
        using var second = await SignedInAsync("alice");
        await inbox.NextAsync("a device that you have not used before", "alice@example.com");

        using var again = await SignedInAsync("alice", second);
        Assert.That(inbox.Has("a device that you have not used before", "alice@example.com"), Is.False);
    }

    [Test]
    public async Task A_trusted_device_is_not_asked_for_the_second_factor_and_the_token_says_so()
    {
        using var browser = await TrustedAsync();
        var portal = Portal();

        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "login")));
        await TypeAsync(browser, "bob");

        var claims = await ClaimsAsync(portal, browser);
        Assert.That(claims.GetProperty("amr").EnumerateArray().Select(word => word.GetString()), Is.EqualTo(new[] { "pwd" }));
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo("urn:pse-identity:acr:password"));
    }

    [Test]
    public async Task A_request_for_a_level_asks_on_a_trusted_device_too()
    {
        using var browser = await TrustedAsync();

        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "login"), ("acr_values", "urn:pse-identity:acr:mfa")));
        await TypeAsync(browser, "bob");

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(browser.Shows("trust-device"), Is.False);
    }

    [Test]
    public async Task Trust_ends_after_its_days_and_with_the_password()
    {
        using var late = await TrustedAsync();
        Clock.Advance(TimeSpan.FromDays(31));
        await late.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(late, "bob");
        Assert.That(late.PageName, Is.EqualTo("second-factor"), "after its days");

        using var browser = await TrustedAsync();
        var bob = await Provider.Services.GetRequiredService<UserStore>().FindByIdentifierAsync("bob", CancellationToken.None);
        await Provider.Services.GetRequiredService<UserRegistry>().SetPasswordAsync(bob!.Id, bob.Password!.SecretText(), mustChange: false, CancellationToken.None);
        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(browser, "bob");
        Assert.That(browser.PageName, Is.EqualTo("second-factor"), "with the password");
    }

    [Test]
    public async Task A_copied_cookie_of_a_trusted_device_is_worth_nothing_once_its_owner_has_signed_in_again()
    {
        using var browser = await TrustedAsync();
        using var thief = browser.AnotherTab();
        await SignedInAsync("bob", browser);
        Clock.Advance(TimeSpan.FromMinutes(3));

        await thief.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(thief, "bob");

        Assert.That(thief.PageName, Is.EqualTo("second-factor"));
    }

    private async Task<HttpBrowser> TrustedAsync()
    {
        var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");
        Clock.Advance(TimeSpan.FromMinutes(2));
        await browser.PressAsync("code-submit", ("code", Code()), ("trust-device", "true"));
        Assert.That(browser.Left, Is.Not.Null, browser.TextOf("form-error"));
        return browser;
    }

    private async Task<HttpBrowser> SignedInAsync(string userName, HttpBrowser? browser = null)
    {
        browser ??= new HttpBrowser(Issuer);
        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(browser, userName);
        Assert.That(browser.Left, Is.Not.Null, browser.TextOf("form-error"));
        return browser;
    }

    private async Task GuessAsync(HttpBrowser browser, string userName, int times)
    {
        for (var i = 0; i < times; i++)
            await TypeAsync(browser, userName, "wrong");
        Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.OK));
    }
}

/// <summary>Many wrong guesses from one place.</summary>
[NonParallelizable]
internal sealed class AddressGuessTests : SignInPages
{
    protected override ProviderSetup Setup => base.Setup with { Settings = new Dictionary<string, string>(Relaxed) { ["SignIn:AddressFailures"] = "10" } };

    [Test, Category("RFC 6585 §4")]
    public async Task One_password_tried_on_many_names_is_stopped_at_the_address()
    {
        using var browser = await AtSignInAsync(Portal());
        for (var i = 0; i < 10; i++)
            await TypeAsync(browser, $"name{i}", "Summer2026!");

        await TypeAsync(browser, "alice");

        Assert.That((int)browser.Status, Is.EqualTo(429));
        Assert.That(browser.Headers["Retry-After"], Is.EqualTo("900"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("your network"));
    }
}
