using NUnit.Framework;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Federation;

internal sealed class CompanySignInTests : CompanyPages
{
    [Test]
    public async Task Somebody_new_gets_an_account_of_the_organisation_and_arrives_at_the_portal()
    {
        var who = Employee();

        using var browser = await SignInAsync(who);

        Assert.That(Party.Answer(browser), Does.ContainKey("code"));
        var account = await AccountOfAsync(who);
        Assert.That(account?.PreferredUsername, Is.EqualTo(who));
        Assert.That(account?.VerifiedEmail, Is.EqualTo($"{who}@acme.example"));
        Assert.That(account?.Organization, Is.EqualTo("acme"));
        Assert.That(account?.Claim("name"), Is.EqualTo($"The {who}"));
        Assert.That(account?.Password, Is.Null);
        Assert.That(await EventsAsync(account!), Does.Contain("federation.created").And.Contains("signin.succeeded"));
    }

    [Test]
    public async Task The_same_subject_is_the_same_account_whatever_it_is_called_then()
    {
        var who = Employee();
        using var first = await SignInAsync(who);
        var before = await AccountOfAsync(who);
        Said(who, "preferred_username", "somebody-else");
        Said(who, "name", "Married Now");

        using var second = await SignInAsync(who);

        var after = await AccountOfAsync(who);
        Assert.That(after?.Id, Is.EqualTo(before?.Id));
        Assert.That(after?.PreferredUsername, Is.EqualTo(who), "a name that people sign in with stays");
        Assert.That(after?.Claim("name"), Is.EqualTo("Married Now"));
    }

    [Test]
    public async Task Ten_first_sign_ins_at_once_make_one_account()
    {
        var who = Employee();
        var ways = new List<(HttpBrowser Browser, string State)>();
        for (var i = 0; i < 10; i++)
        {
            var browser = new HttpBrowser(Issuer);
            await browser.GoAsync(Party.AuthorizeQuery());
            ways.Add((browser, await LeaveAsync(browser)));
        }
        Clock.Advance(TimeSpan.FromMilliseconds(10));

        await Task.WhenAll(ways.Select(way => way.Browser.GoAsync(Back(way.State, who))));

        Assert.That(ways.Select(way => way.Browser.Left), Has.None.Null);
        var account = await AccountOfAsync(who);
        Assert.That((await EventsAsync(account!)).Count(name => name == "federation.created"), Is.EqualTo(1));
        Assert.That(await Accounts.AllByIdentifierAsync($"{who}@acme.example", CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_same_subject_at_two_providers_is_two_people()
    {
        var who = Employee();
        using var first = await SignInAsync(who);

        using var second = await SignInAsync(who, Globex);

        AssertRefused(second, "federation.address_outside_domains");
    }

    [Test, Category("RFC 8176 §2")]
    public async Task A_company_whose_word_does_not_count_is_one_factor_without_a_method()
    {
        var who = Employee(more: identity => identity with { Amr = ["pwd", "otp", "mfa"], Acr = AuthenticationLevels.PhishingResistant });
        using var browser = await SignInAsync(who);

        var claims = await ClaimsAsync(Party, browser);

        Assert.That(claims.TryGetProperty("amr", out _), Is.False);
        Assert.That(claims.GetProperty("acr").GetString(), Is.EqualTo(AuthenticationLevels.Password));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task What_the_portal_asks_for_travels_to_the_company()
    {
        var who = Employee();
        using var browser = await SignInAsync(who, Acme, null, ("prompt", "login"), ("max_age", "300"), ("login_hint", "dave@acme.example"), ("ui_locales", "fr de"));

        Assert.That(Company.Asked?.ForceLogin, Is.True);
        Assert.That(Company.Asked?.MaxAge, Is.EqualTo(300));
        Assert.That(Company.Asked?.LoginHint, Is.EqualTo("dave@acme.example"));
        Assert.That(Company.Asked?.UiLocales, Is.EqualTo("fr de"));
        Assert.That(Company.Asked?.AcrValues, Is.Empty);
        Assert.That(Company.Asked?.State, Has.Length.EqualTo(43));
    }

    [Test, Category("OpenID Connect Core §2")]
    public async Task The_time_of_the_sign_in_is_the_one_at_the_company()
    {
        var provenAt = Clock.GetUtcNow() - TimeSpan.FromHours(2);
        var who = Employee(more: identity => identity with { AuthTime = provenAt });
        using var browser = await SignInAsync(who);

        var claims = await ClaimsAsync(Party, browser);

        Assert.That(claims.GetProperty("auth_time").GetInt64(), Is.EqualTo(provenAt.ToUnixTimeSeconds()));
    }

    [TestCase("login", null, "federation.not_asked_again"), TestCase(null, "600", "federation.too_old"), Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_company_that_did_not_ask_anew_where_it_had_to_signs_nobody_in(string? prompt, string? maxAge, string id)
    {
        var who = Employee(more: identity => identity with { AuthTime = Clock.GetUtcNow() - TimeSpan.FromHours(2) });

        using var browser = await SignInAsync(who, Acme, null, ("prompt", prompt), ("max_age", maxAge));

        AssertRefused(browser, id);
        Assert.That(await AccountOfAsync(who), Is.Null);
    }

    [Test]
    public async Task Whoever_came_from_a_company_proves_themselves_again_there()
    {
        var who = Employee();
        using var browser = await SignInAsync(who);
        Clock.Advance(TimeSpan.FromMinutes(30));

        await browser.GoAsync(Party.AuthorizeQuery(("prompt", "login")));

        Assert.That(browser.Left?.Host, Is.EqualTo("acme-login.example"));
        Assert.That(Company.Asked?.ForceLogin, Is.True);
    }
}
