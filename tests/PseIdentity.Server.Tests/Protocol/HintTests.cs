using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Whom the client believes to be there: <c>id_token_hint</c> and <c>login_hint</c> (OpenID Connect Core §3.1.2.1).</summary>
internal sealed class HintTests : PromptFixture
{
    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_hint_of_the_person_who_is_signed_in_changes_nothing_even_after_it_expired()
    {
        var tokens = await portal.TokensAsync(browser, "dora", Installation.Password);
        Pass(40 * 60);

        var answer = await portal.AskAsync(browser, ("prompt", "none"), ("id_token_hint", tokens.IdToken));

        var again = IdToken(await portal.RedeemAsync(answer["code"]));
        Assert.That((again.Subject, again.Number("auth_time")), Is.EqualTo((IdToken(tokens).Subject, IdToken(tokens).Number("auth_time"))));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_hint_of_another_person_with_prompt_none_needs_a_login()
    {
        using var other = new HttpBrowser(Issuer);
        var alices = await portal.TokensAsync(other, "alice", Installation.Password);
        await SignInAsync();

        Assert.That((await portal.AskAsync(browser, ("prompt", "none"), ("id_token_hint", alices.IdToken)))["error"], Is.EqualTo("login_required"));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_hint_asks_for_that_person_and_is_content_with_nobody_else()
    {
        using var other = new HttpBrowser(Issuer);
        var alices = await portal.TokensAsync(other, "alice", Installation.Password);
        await SignInAsync();
        Pass(5);

        await browser.GoAsync(portal.AuthorizeQuery(("id_token_hint", alices.IdToken)));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        Pass(5);
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));
        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("login_required"), "not the person the client asked for");

        Pass(5);
        await browser.GoAsync(portal.AuthorizeQuery(("id_token_hint", alices.IdToken)));
        Pass(5);
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_hint_that_was_issued_to_another_client_is_refused()
    {
        var online = Installation.OnlineApp(Issuer);
        var tokens = await online.TokensAsync(browser, "dora", Installation.Password);

        Assert.That((await portal.AskAsync(browser, ("id_token_hint", tokens.IdToken)))["error"], Is.EqualTo("invalid_request"));
        Assert.That((await portal.AskAsync(browser, ("id_token_hint", tokens.AccessToken)))["error"], Is.EqualTo("invalid_request"), "nor is an access token one");
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_login_hint_is_typed_in_already_and_can_be_changed()
    {
        await browser.GoAsync(portal.AuthorizeQuery(("login_hint", "buffy@provider.example\"><script>")));

        var field = browser.Page.QuerySelector("#username")!;
        Assert.That(field.GetAttribute("value"), Is.EqualTo("buffy@provider.example\"><script>"));
        Assert.That(field.Attributes.Select(a => a.Name), Has.None.AnyOf("readonly", "disabled"));
        await browser.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password));
        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }
}
