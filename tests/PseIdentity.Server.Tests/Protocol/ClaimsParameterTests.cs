using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Claims asked for one by one (OpenID Connect Core §5.5; trap A8).</summary>
internal sealed class ClaimsParameterTests : ProviderFixture
{
    private const string Password = "urn:pse-identity:acr:password";
    private const string MultiFactor = "urn:pse-identity:acr:mfa";

    private RelyingParty portal = null!;

    [SetUp]
    public void Open() => portal = Installation.Portal(Issuer);

    [TearDown]
    public void Close() => portal.Dispose();

    private static (string, string?) Claims(string json) => ("claims", json);

    [Category("OpenID Connect Core §5.5")]
    [TestCase("""{"userinfo":{"name":{"essential":true}}}""", "name", "")]
    [TestCase("""{"userinfo":{"name":null,"email":null}}""", "name email", "")]
    [TestCase("""{"id_token":{"email":{"essential":true},"email_verified":null}}""", "", "email email_verified")]
    [TestCase("""{"userinfo":{"given_name":null},"id_token":{"nickname":null}}""", "given_name", "nickname")]
    [TestCase("""{"userinfo":{"family_name":{"value":"Doe"},"nickname":{"value":"Bob"},"gender":{"values":["male","female"]}}}""", "family_name gender", "")]
    [TestCase("""{"userinfo":{"no_such_claim":{"essential":true}},"elsewhere":{"name":null},"id_token":null}""", "", "")]
    [TestCase("""{"userinfo":{"name":{"essential":false,"purpose":"to greet"}}}""", "name", "")]
    [TestCase("""{"userinfo":{"updated_at":null,"address":null}}""", "updated_at address", "")]
    [TestCase("""{"id_token":{"iss":{"value":"x"},"aud":null,"auth_time":{"essential":true}}}""", "", "")]
    [TestCase("{}", "", "")]
    public async Task Each_claim_is_told_where_it_was_asked_for_and_nowhere_else(string claims, string inUserInfo, string inIdToken)
    {
        using var browser = new HttpBrowser(Issuer);

        var tokens = await portal.TokensAsync(browser, "alice", Installation.Password, ("scope", "openid"), Claims(claims));

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        var idToken = await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "portal");
        Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Json.EnumerateObject().Select(m => m.Name), Is.EquivalentTo(Words("sub " + inUserInfo)));
        Assert.That(idToken.Names(), Is.EquivalentTo(Words("iss sub aud exp iat auth_time acr amr nonce sid " + inIdToken)));
    }

    [Test, Category("OpenID Connect Core §5.5")]
    public async Task A_claim_of_a_scope_that_the_client_may_not_ask_for_is_as_if_it_did_not_exist()
    {
        using var browser = new HttpBrowser(Issuer);
        var app = Installation.BrowserApp(Issuer);

        var tokens = await app.TokensAsync(browser, "alice", Installation.Password, ("scope", "openid"), Claims("""{"userinfo":{"email":null},"id_token":{"email":null}}"""));

        Assert.That((await app.UserInfoAsync(tokens.AccessToken)).Member("email"), Is.Null);
        Assert.That((await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "browser-app")).Names(), Does.Not.Contain("email"));
    }

    [Test, Category("OpenID Connect Core §5.5")]
    public async Task A_claim_without_its_scope_is_put_to_the_person_and_remembered()
    {
        using var browser = new HttpBrowser(Issuer);
        var budget = Installation.Budget(Issuer);
        await budget.SignInAsync(browser, "dora", Installation.Password, ("scope", "openid"));

        await browser.GoAsync(budget.AuthorizeQuery(("scope", "openid"), Claims("""{"userinfo":{"name":null}}""")));

        Assert.That(browser.PageName, Is.EqualTo("consent"));
        Assert.That(browser.Page.QuerySelector(".asks")!.TextContent, Does.Contain("See your name"));
        await browser.PressAsync("consent-allow");
        Assert.That((await budget.UserInfoAsync((await budget.RedeemAsync(budget.Answer(browser)["code"])).AccessToken)).Member("name"), Is.EqualTo("Dora Low"));
        Assert.That(await budget.AskAsync(browser, ("scope", "openid"), ("prompt", "none"), Claims("""{"id_token":{"name":null}}""")), Does.ContainKey("code"));
        Assert.That((await budget.AskAsync(browser, ("scope", "openid"), ("prompt", "none"), Claims("""{"id_token":{"email":null}}""")))["error"], Is.EqualTo("consent_required"));
    }

    [Category("OpenID Connect Core §5.5")]
    [TestCase("name")]
    [TestCase("[]")]
    [TestCase("""{"userinfo":["name"]}""")]
    [TestCase("""{"userinfo":{"name":true}}""")]
    [TestCase("""{"userinfo":{"name":{"essential":"yes"}}}""")]
    [TestCase("""{"id_token":{"acr":{"values":"x"}}}""")]
    [TestCase("""{"userinfo":{"name":null,"name":null}}""")]
    public async Task A_parameter_of_another_shape_is_refused(string claims)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(portal.AuthorizeQuery(Claims(claims)));

        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("invalid_request"));
    }

    [Test, Category("OpenID Connect Core §5.5.1")]
    public async Task Another_person_than_the_one_asked_for_is_asked_to_sign_in_and_never_answers_silently()
    {
        using var browser = new HttpBrowser(Issuer);
        var tokens = await portal.TokensAsync(browser, "alice", Installation.Password);
        var alice = (await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "portal")).Subject;

        Assert.That(await portal.AskAsync(browser, ("prompt", "none"), Claims($$$$"""{"id_token":{"sub":{"value":"{{{{alice}}}}"}}}""")), Does.ContainKey("code"));
        Assert.That((await portal.AskAsync(browser, ("prompt", "none"), Claims("""{"id_token":{"sub":{"value":"somebody-else"}}}""")))["error"], Is.EqualTo("login_required"));
        await browser.GoAsync(portal.AuthorizeQuery(Claims("""{"id_token":{"sub":{"value":"somebody-else"}}}""")));
        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    [Test, Category("OpenID Connect Core §5.5.1.1")]
    public async Task An_essential_level_that_the_person_cannot_reach_fails_the_request()
    {
        using var browser = new HttpBrowser(Issuer);

        var answer = await portal.SignInAsync(browser, "alice", Installation.Password, Claims($$$$"""{"id_token":{"acr":{"essential":true,"values":["{{{{MultiFactor}}}}"]}}}"""));

        Assert.That(answer["error"], Is.EqualTo("unmet_authentication_requirements"));
        Assert.That(await portal.AskAsync(browser, Claims($$$$"""{"id_token":{"acr":{"values":["{{{{MultiFactor}}}}"]}}}""")), Does.ContainKey("code"), "a voluntary one does not");
    }

    [Test, Category("OpenID Connect Core §5.5.1.1")]
    public async Task An_essential_level_that_the_person_can_reach_is_asked_for_and_told()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(portal.AuthorizeQuery(Claims($$$$"""{"id_token":{"acr":{"essential":true,"values":["{{{{MultiFactor}}}}","{{{{Password}}}}"]}}}""")));
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        await browser.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));
        var stronger = await new ForeignValidator(Provider).IdTokenAsync((await portal.RedeemAsync(portal.Answer(browser)["code"])).IdToken, "portal");
        var asked = await portal.RedeemAsync((await portal.AskAsync(browser, Claims($$$$"""{"id_token":{"acr":{"essential":true,"values":["{{{{Password}}}}"]}}}""")))["code"]);

        Assert.That(stronger.Text("acr"), Is.EqualTo(MultiFactor));
        Assert.That((await new ForeignValidator(Provider).IdTokenAsync(asked.IdToken, "portal")).Text("acr"), Is.EqualTo(Password), "one of the requested values");
    }

    private static string[] Words(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
