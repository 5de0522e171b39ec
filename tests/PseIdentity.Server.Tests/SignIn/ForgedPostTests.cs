using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>
/// Every form on which somebody decides something, posted by a page that is not ours (RFC 6749 §10.12): on the expired page, and without any effect, which the
/// real form shows afterwards.
/// </summary>
[Category("RFC 6749 §10.12")]
internal sealed class ForgedPostTests : SignInPages
{
    private const string Token = "__RequestVerificationToken";

    private readonly MailInbox inbox = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Change = builder =>
        {
            builder.Services.RemoveAll<IMailRoute>();
            builder.Services.AddSingleton<IMailRoute>(inbox);
        },
    };

    [Test]
    public async Task Sign_in()
    {
        using var browser = await AtSignInAsync(Portal());

        await ForgeAsync(browser, "login-submit", ("username", "alice"), ("password", Password));

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task The_second_factor()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "bob");

        await ForgeAsync(browser, "code-submit", ("code", Code()));

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task A_new_password()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "carol");

        await ForgeAsync(browser, "password-submit", ("current-password", Password), ("new-password", "Violet-Kettle-29-Harbour"), ("confirm-password", "Violet-Kettle-29-Harbour"));

        Assert.That(browser.Left, Is.Not.Null);
    }

    [TestCase("consent-allow", "code")]
    [TestCase("consent-deny", "error")]
    public async Task Consent(string button, string answered)
    {
        using var budget = Budget();
        using var browser = await AtSignInAsync(budget, ("prompt", "consent"));
        await TypeAsync(browser, "alice");

        await ForgeAsync(browser, button);

        Assert.That(budget.Answer(browser), Does.ContainKey(answered));
    }

    [TestCase("account-0", null)]
    [TestCase("account-other", "login")]
    public async Task The_choice_of_an_account(string button, string? page)
    {
        using var browser = await SignedInAsync();
        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "select_account")));

        await ForgeAsync(browser, button);

        Assert.That(browser.PageName, Is.EqualTo(page));
    }

    [Test]
    public async Task The_code_of_a_device_and_the_decision_about_it()
    {
        using var television = Installation.Television(Issuer);
        using var browser = await SignedInAsync();
        var codes = await television.BeginDeviceAsync();
        await browser.GoAsync("/device");

        await ForgeAsync(browser, "device-submit", ("user_code", codes.Need("user_code")));
        Assert.That(browser.Shows("device-allow"), Is.True);
        await ForgeAsync(browser, "device-allow");

        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Status, Is.EqualTo(200));
    }

    [TestCase("approve-allow", null)]
    [TestCase("approve-deny", "access_denied")]
    public async Task A_decision_for_somebody_who_asks_from_elsewhere(string button, string? error)
    {
        using var callCentre = Installation.CallCentre(Issuer);
        using var browser = await SignedInAsync();
        var begun = await callCentre.BeginCibaAsync(("binding_message", button));
        await browser.GoAsync(MailInbox.LinkIn((await inbox.NextAsync(button)).Text));

        await ForgeAsync(browser, button);

        Assert.That((await callCentre.PollCibaAsync(begun.Need("auth_req_id"))).Error, Is.EqualTo(error));
    }

    [Test]
    public async Task Sign_out_on_the_account_page()
    {
        using var browser = await SignedInAsync();
        await browser.GoAsync("/account");

        await ForgeAsync(browser, "sign-out", async () =>
        {
            await browser.GoAsync("/account");
            Assert.That(browser.PageName, Is.EqualTo("account"), "still signed in");
        });

        Assert.That(browser.PageName, Is.EqualTo("logged-out"));
    }

    /// <summary>Sends the form in each way in which another's page could, then as it is.</summary>
    private Task ForgeAsync(HttpBrowser browser, string button, params (string, string)[] values) => ForgeAsync(browser, button, () => Task.CompletedTask, values);

    private async Task ForgeAsync(HttpBrowser browser, string button, Func<Task> checkpoint, params (string, string)[] values)
    {
        var (action, real) = browser.FormOf(button, values);
        var path = action.PathAndQuery;
        var without = real.Where(field => field.Key != Token).ToList();
        Assert.That(without, Has.Count.EqualTo(real.Count - 1));
        using var attacker = await AtSignInAsync(Portal());
        var attackers = attacker.FormOf("login-submit").Fields.Single(field => field.Key == Token);

        await browser.PostAsync(path, without);
        AssertExpired(browser, "no token");
        await browser.PostAsync(path, [.. without, new(Token, "CfDJ8" + new string('A', 150))]);
        AssertExpired(browser, "a token that is none");
        await browser.PostAsync(path, [.. without, attackers]);
        AssertExpired(browser, "the token of another browser");
        await browser.PostFromElsewhereAsync(path, real);
        AssertExpired(browser, "from another site, which no Lax cookie goes with");
        await attacker.PostAsync(path, real);
        AssertExpired(attacker, "everything but the cookies, by another browser");

        await checkpoint();
        await browser.PostAsync(path, real);
    }

    private static void AssertExpired(HttpBrowser browser, string how) =>
        Assert.That((browser.PageName, browser.Status, browser.Left), Is.EqualTo(("expired", HttpStatusCode.BadRequest, (Uri?)null)), how);

    private async Task<HttpBrowser> SignedInAsync()
    {
        var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "alice");
        return browser;
    }
}
