using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The authorization code flow as it should go (OpenID Connect Core §3.1, RFC 6749 §4.1).</summary>
internal sealed class CodeFlowTests : ProviderFixture
{
    private HttpBrowser alice = null!;
    private RelyingParty portal = null!;

    /// <summary>One person, signed in once, and every test asks again on the same browser.</summary>
    [OneTimeSetUp]
    public async Task SignIn()
    {
        (alice, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));
        await portal.SignInAsync(alice, "alice", Installation.Password);
    }

    [OneTimeTearDown]
    public void Leave()
    {
        alice.Dispose();
        portal.Dispose();
    }

    [Test, Category("OpenID Connect Core §3.1.2.5"), Category("RFC 9207 §2")]
    public async Task The_answer_holds_code_state_and_issuer_and_nothing_else()
    {
        var answer = await portal.AskAsync(alice);

        Assert.That(answer.Keys, Is.EquivalentTo(new[] { "code", "state", "iss" }));
        Assert.That(answer["iss"], Is.EqualTo(IssuerName), "RFC 9207 §2: identical to the issuer in the metadata");
    }

    [Category("RFC 6749 §4.1.2")]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [TestCase("a b+c%20d&e=f/g?h#i\"j'k<l>m\\n:o;p@q[r]{s}|t^u`v~")]
    [TestCase("%2520%00%")]
    [TestCase("zażółć 日本 🙂")]
    public async Task State_comes_back_as_it_was_sent(string state)
    {
        Assert.That((await portal.AskAsync(alice, ("state", state)))["state"], Is.EqualTo(state));
        Assert.That((await portal.AskAsync(alice, ("state", state), ("prompt", "none"), ("max_age", "x")))["state"], Is.EqualTo(state), "and with an error");
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task Without_state_there_is_none_in_the_answer() =>
        Assert.That(await portal.AskAsync(alice, ("state", null)), Does.Not.ContainKey("state").And.ContainKey("code"));

    [Test, Category("RFC 6749 §10.10")]
    public async Task A_code_cannot_be_guessed()
    {
        var codes = new List<string>();
        for (var i = 0; i < 4; i++)
            codes.Add((await portal.AskAsync(alice))["code"]);

        Assert.That(codes, Is.Unique);
        Assert.That(codes.Select(Entropy), Is.All.GreaterThan(128), "bits, as certification measures them");
        Assert.That(codes.Select(c => c.Length), Is.All.LessThan(1000));
    }

    [Test, Category("RFC 6749 §5.1")]
    public async Task The_token_answer_is_json_that_nobody_may_keep()
    {
        var answer = await portal.RedeemAsync((await portal.AskAsync(alice))["code"]);

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
            Assert.That(answer.Headers["Content-Type"], Does.StartWith("application/json"));
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.Member("token_type"), Is.EqualTo("Bearer"));
            Assert.That(answer.Json.GetProperty("expires_in").GetInt32(), Is.EqualTo(600));
            Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Is.EquivalentTo(new[] { "access_token", "token_type", "expires_in", "refresh_token", "id_token" }));
            Assert.That(answer.RefreshToken, Does.Match("^[\\x21-\\x7E]+$"), "RFC 6749 §A.17");
            Assert.That(Entropy(answer.RefreshToken), Is.GreaterThan(128));
        });
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_request_without_nonce_gets_an_id_token_without_nonce()
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(alice, ("nonce", null)))["code"]);

        Assert.That((await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "portal")).Names(), Does.Not.Contain("nonce"));
    }

    [Test, Category("RFC 7636 §4.4")]
    public async Task A_confidential_client_may_do_without_pkce()
    {
        var code = (await portal.AskAsync(alice, ("code_challenge", null), ("code_challenge_method", null)))["code"];

        Assert.That((await portal.RedeemAsync(code, ("code_verifier", null))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6749 §3.1.2")]
    public async Task A_query_registered_with_the_redirect_uri_stays_in_success_and_error()
    {
        const string withQuery = "http://localhost:9100/with?fixed=1";

        var answer = await portal.AskAsync(alice, ("redirect_uri", withQuery));
        Assert.That(alice.Left!.Query, Does.StartWith("?fixed=1&"));
        Assert.That((await portal.RedeemAsync(answer["code"], ("redirect_uri", withQuery))).Status, Is.EqualTo(200));

        await portal.AskAsync(alice, ("redirect_uri", withQuery), ("response_type", "token"));
        Assert.That(alice.Left!.Query, Does.StartWith("?fixed=1&").And.Contain("error=unsupported_response_type"));
    }

    [Test, Category("OAuth Form Post Response Mode §2")]
    public async Task With_form_post_the_answer_stands_in_no_url()
    {
        await alice.GoAsync(portal.AuthorizeQuery(("response_mode", "form_post"), ("redirect_uri", "http://localhost:9100/with?fixed=1"), ("state", "\"><script>&amp;'")));
        Assert.That(alice.PageName, Is.EqualTo("form-post"));
        Assert.That(alice.Headers["Cache-Control"], Is.EqualTo("no-store"));
        Assert.That(alice.Headers["Content-Security-Policy"], Does.Contain("form-action 'self' http://localhost:9100;"));
        await alice.PressAsync("form-post-continue");

        Assert.That(alice.Left!.AbsoluteUri, Is.EqualTo("http://localhost:9100/with?fixed=1"), "the registered query and nothing else");
        var answer = portal.Answer(alice);
        Assert.That(answer.Keys, Is.EquivalentTo(new[] { "code", "state", "iss" }));
        Assert.That(answer["state"], Is.EqualTo("\"><script>&amp;'"));
        Assert.That((await portal.RedeemAsync(answer["code"], ("redirect_uri", portal.AnswerAt))).Status, Is.EqualTo(200));
    }

    [Test, Category("OAuth Form Post Response Mode §2")]
    public async Task With_form_post_errors_are_posted_too()
    {
        await alice.GoAsync(portal.AuthorizeQuery(("response_mode", "form_post"), ("scope", null)));
        await alice.PressAsync("form-post-continue");

        Assert.That(portal.Answer(alice)["error"], Is.EqualTo("invalid_scope"));
        Assert.That(alice.Left!.Query, Is.Empty);
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_request_by_post_from_another_site_becomes_a_get_and_meets_the_session()
    {
        var query = portal.AuthorizeQuery(("state", "a b&c"));
        var fields = System.Web.HttpUtility.ParseQueryString(new Uri(Issuer, query).Query);
        var form = fields.AllKeys.Select(k => KeyValuePair.Create(k!, fields[k]!)).ToList();

        using var raw = new HttpRequestMessage(HttpMethod.Post, "/authorize") { Content = new FormUrlEncodedContent(form) };
        using var response = await Provider.Http.SendAsync(raw);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), "303, so that nothing is posted twice");
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);

        await alice.PostFromElsewhereAsync("/authorize", form);
        var answer = portal.Answer(alice);
        Assert.That(answer["state"], Is.EqualTo("a b&c"));
        Assert.That((await portal.RedeemAsync(answer["code"])).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6749 §3.1")]
    public async Task Parameters_that_are_not_known_are_ignored()
    {
        var answer = await portal.AskAsync(alice, ("extra", "foobar"), ("claims_locales", "se"), ("ui_locales", "se"));

        Assert.That((await portal.RedeemAsync(answer["code"], ("extra", "foobar"))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6749 §3.1")]
    public async Task A_parameter_without_a_value_counts_as_absent() =>
        Assert.That(await portal.AskAsync(alice, ("prompt", ""), ("max_age", ""), ("acr_values", ""), ("request", "")), Does.ContainKey("code"));

    [Test, Category("RFC 6749 §3.3")]
    public async Task The_order_of_scopes_and_parameters_does_not_matter()
    {
        await alice.GoAsync("/authorize?" + string.Join('&', portal.AuthorizeQuery(("scope", "email profile openid"))["/authorize?".Length..].Split('&').Reverse()));

        var tokens = await portal.RedeemAsync(portal.Answer(alice)["code"]);
        Assert.That(tokens.Member("id_token"), Is.Not.Null, tokens.Body);
    }

    [Test, Category("RFC 6749 §5.1")]
    public async Task A_scope_that_nobody_knows_is_ignored_and_the_answer_says_what_was_granted()
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(alice, ("scope", "openid email no-such-scope")))["code"]);

        Assert.That(tokens.Member("scope"), Is.EqualTo("openid email"));
    }

    [Test, Category("RFC 8707 §2")]
    public async Task The_resource_of_the_scopes_may_be_named()
    {
        var code = (await portal.AskAsync(alice, ("resource", Installation.PaymentsApi)))["code"];

        var tokens = await portal.RedeemAsync(code, ("resource", Installation.PaymentsApi));

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That((await portal.RefreshAsync(tokens.RefreshToken, ("resource", Installation.PaymentsApi))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6749 §3.1.2.3")]
    public async Task A_client_with_one_redirect_uri_may_leave_it_out_of_a_request_without_openid()
    {
        using var browser = new HttpBrowser(Issuer);
        var budget = Installation.Budget(Issuer);

        var code = (await budget.SignInAsync(browser, "alice", Installation.Password, ("scope", "email"), ("redirect_uri", null)))["code"];

        var tokens = await budget.RedeemAsync(code, ("redirect_uri", null));
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(tokens.Member("id_token"), Is.Null, "no ID token without openid");
    }

    [Test, Category("RFC 8252 §7.3")]
    public async Task A_native_application_may_listen_on_any_loopback_port()
    {
        var native = Installation.NativeApp(Issuer);

        var answer = await native.AskAsync(alice, ("redirect_uri", "http://127.0.0.1:51234/callback"));

        Assert.That((await native.RedeemAsync(answer["code"], ("redirect_uri", "http://127.0.0.1:51235/callback"))).Error, Is.EqualTo("invalid_grant"), "but one and the same");
        Assert.That((await native.RedeemAsync(answer["code"], ("redirect_uri", "http://127.0.0.1:51234/callback"))).Status, Is.EqualTo(200));
    }

    [Category("RFC 8252 §7.3")]
    [TestCase("http://localhost:51234/callback")]
    [TestCase("http://127.0.0.1:51234/other")]
    [TestCase("http://127.0.0.1.evil.example/callback")]
    [TestCase("http://127.0.0.1:80@evil.example/callback")]
    [TestCase("http://127.0.0.2:51234/callback")]
    [TestCase("https://127.0.0.1:51234/callback")]
    [TestCase("http://[::1]:51234/callback", Description = "another loopback address than the registered one")]
    [TestCase("http://127.0.0.1:65536/callback")]
    [TestCase("http://127.0.0.1:/callback")]
    [TestCase("http://127.0.0.1:080/callback")]
    [TestCase("http://127.1:51234/callback")]
    [TestCase("http://0177.0.0.1:51234/callback")]
    [TestCase("http://127.0.0.1:51234/callback?x=1")]
    [TestCase("http://127.0.0.1:51234/%63allback")]
    [TestCase("http://127.0.0.1:51234/callback#x")]
    public async Task A_native_application_may_not_listen_elsewhere(string redirectUri)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(Installation.NativeApp(Issuer).AuthorizeQuery(("redirect_uri", redirectUri)));

        Assert.That(browser.PageName, Is.EqualTo("error"));
        Assert.That(browser.Left, Is.Null);
    }

    [Test, Category("OpenID Connect Core §3.1.2.3")]
    public async Task A_person_who_is_signed_in_reaches_another_application_without_a_page()
    {
        var online = Installation.OnlineApp(Issuer);
        var validator = new ForeignValidator(Provider);
        var first = await validator.IdTokenAsync((await portal.RedeemAsync((await portal.AskAsync(alice))["code"])).IdToken, "portal");

        var second = await validator.IdTokenAsync((await online.RedeemAsync((await online.AskAsync(alice))["code"])).IdToken, "online-app");

        foreach (var same in new[] { "sub", "sid" })
            Assert.That(second.Text(same), Is.EqualTo(first.Text(same)));
        Assert.That(second.Number("auth_time"), Is.EqualTo(first.Number("auth_time")));
    }

    [Test, Category("RFC 9700 §4.2.4")]
    public async Task The_error_page_shows_no_link_to_the_address_that_was_refused()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(portal.AuthorizeQuery(("redirect_uri", "http://localhost:9100/callback/evil")));

        Assert.That(browser.Page.QuerySelectorAll("a, form, meta[http-equiv=refresh]").Select(e => e.OuterHtml), Has.None.Contains("evil"));
        Assert.That(browser.Headers["Cache-Control"], Is.EqualTo("no-store"));
        Assert.That(browser.Page.QuerySelectorAll("script").OfType<IHtmlScriptElement>().Select(s => s.Text), Is.All.Empty);
    }

    [Category("RFC 9110 §15.5.6")]
    [TestCase("GET", "/token")]
    [TestCase("PUT", "/token")]
    [TestCase("GET", "/revoke")]
    [TestCase("PUT", "/authorize")]
    [TestCase("DELETE", "/userinfo")]
    [TestCase("POST", "/.well-known/openid-configuration")]
    [TestCase("POST", "/.well-known/jwks.json")]
    [TestCase("PUT", "/logout")]
    public async Task Another_verb_is_refused(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await Provider.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    // Shannon's measure over the characters of the string, times its length.
    private static double Entropy(string text) =>
        text.Length * text.GroupBy(c => c).Select(g => (double)g.Count() / text.Length).Sum(p => -p * Math.Log2(p));
}
