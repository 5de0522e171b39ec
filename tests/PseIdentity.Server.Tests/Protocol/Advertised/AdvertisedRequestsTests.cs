using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>What an authorization request may ask for, and what a client gets for it.</summary>
internal sealed class AdvertisedRequestsTests : AdvertisedFixture
{
    private static IEnumerable<string> ResponseTypes => DiscoveryDocument.Of("response_types_supported");

    private static IEnumerable<string> OtherResponseTypes => DiscoveryDocument.NotOf("response_types_supported",
        "code", "token", "id_token", "none", "id_token token", "code id_token", "code token", "code id_token token");

    [TestCaseSource(nameof(ResponseTypes)), Category("RFC 6749 §3.1.1")]
    public async Task The_response_type_is_answered(string type) => Assert.That(await Portal.AskAsync(Alice, ("response_type", type)), Does.ContainKey("code"));

    [TestCaseSource(nameof(OtherResponseTypes)), Category("RFC 6749 §4.1.2.1")]
    public async Task The_response_type_is_refused(string type) =>
        Assert.That((await Portal.AskAsync(Alice, ("response_type", type)))["error"], Is.EqualTo("unsupported_response_type"));

    private static IEnumerable<string> ResponseModes => DiscoveryDocument.Of("response_modes_supported");

    private static IEnumerable<string> OtherResponseModes => DiscoveryDocument.NotOf("response_modes_supported",
        "query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt", "web_message");

    [TestCaseSource(nameof(ResponseModes)), Category("OAuth Multiple Response Types §2.1")]
    public async Task The_response_mode_is_used(string mode)
    {
        await Alice.GoAsync(Portal.AuthorizeQuery(("response_mode", mode)));
        if (mode.StartsWith("form_post", StringComparison.Ordinal))
            await Alice.PressAsync("form-post-continue");

        Assert.That(Portal.Answer(Alice), Does.ContainKey(mode.EndsWith("jwt", StringComparison.Ordinal) ? "response" : "code"));
        Assert.That(Alice.LeftWith is not null, Is.EqualTo(mode.StartsWith("form_post", StringComparison.Ordinal)));
        Assert.That(Alice.Left?.Fragment.Length > 1, Is.EqualTo(mode.StartsWith("fragment", StringComparison.Ordinal)));
    }

    [TestCaseSource(nameof(OtherResponseModes)), Category("OAuth Multiple Response Types §2.1")]
    public async Task The_response_mode_is_refused(string mode) =>
        Assert.That((await Portal.AskAsync(Alice, ("response_mode", mode)))["error"], Is.EqualTo("invalid_request"));

    private static IEnumerable<string> Prompts => DiscoveryDocument.Of("prompt_values_supported");

    private static IEnumerable<string> OtherPrompts => DiscoveryDocument.NotOf("prompt_values_supported", "none", "login", "consent", "select_account", "create", "NONE");

    [TestCaseSource(nameof(Prompts)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task The_prompt_is_shown(string prompt)
    {
        await Alice.GoAsync(Portal.AuthorizeQuery(("prompt", prompt)));

        Assert.That(Alice.Left is null ? Alice.PageName : "none", Is.EqualTo(prompt.Replace('_', '-')));
    }

    [TestCaseSource(nameof(OtherPrompts)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task The_prompt_is_refused(string prompt) => Assert.That((await Portal.AskAsync(Alice, ("prompt", prompt)))["error"], Is.EqualTo("invalid_request"));

    private static IEnumerable<string> ChallengeMethods => DiscoveryDocument.Of("code_challenge_methods_supported");

    private static IEnumerable<string> OtherChallengeMethods => DiscoveryDocument.NotOf("code_challenge_methods_supported", "plain", "S256", "s256", "S512");

    [TestCaseSource(nameof(ChallengeMethods)), Category("RFC 7636 §4.3")]
    public async Task The_challenge_method_is_checked(string method)
    {
        var code = (await Portal.AskAsync(Alice, ("code_challenge_method", method)))["code"];

        Assert.That((await Portal.RedeemAsync(code, ("code_verifier", new string('x', 43)))).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await Portal.RedeemAsync(code)).Status, Is.EqualTo(200));
    }

    [TestCaseSource(nameof(OtherChallengeMethods)), Category("RFC 7636 §4.4.1")]
    public async Task The_challenge_method_is_refused(string method) =>
        Assert.That((await Portal.AskAsync(Alice, ("code_challenge_method", method)))["error"], Is.EqualTo("invalid_request"));

    private static IEnumerable<string> SubjectTypes => DiscoveryDocument.Of("subject_types_supported");

    [TestCaseSource(nameof(SubjectTypes)), Category("OpenID Connect Core §8")]
    public async Task A_client_knows_people_by_subjects_that_are(string type)
    {
        var registered = await Registrant.RegisterAsync(("subject_type", type));
        var newcomer = new RelyingParty(Issuer, registered.Need("client_id"), registered.Need("client_secret"), "https://newcomer.example/callback", "openid");

        var there = new JsonWebToken((await newcomer.TokensAsync(Alice, "alice", Installation.Password)).IdToken);

        var here = new JsonWebToken((await TokensAsync()).IdToken);
        Assert.That(there.Subject == here.Subject, Is.EqualTo(type == "public"));
    }

    [Test, Category("OpenID Connect Registration §2")]
    public Task No_client_registers_for_other_subjects() => AssertNotRegistrableAsync("subject_type", ("subject_type", "private"));

    private static IEnumerable<string> Scopes => DiscoveryDocument.Of("scopes_supported");

    [TestCaseSource(nameof(Scopes)), Category("RFC 6749 §3.3")]
    public async Task The_scope_is_granted(string scope)
    {
        // Only the merchant may settle; two APIs take that scope, so it says which it means.
        var (client, resource) = scope == "settle" ? (Installation.Merchant(Issuer), Installation.PaymentsApi) : (Portal, null);

        var tokens = await client.RedeemAsync((await client.AskAsync(Alice, ("scope", scope == "openid" ? scope : "openid " + scope), ("resource", resource)))["code"]);

        Assert.That(new JsonWebToken(tokens.AccessToken).Text("scope").Split(' '), Does.Contain(scope));
    }

    private static IEnumerable<string> Claims => DiscoveryDocument.Of("claims_supported");

    [Test, Category("OpenID Connect Discovery §3")]
    public async Task Exactly_the_claims_that_are_named_reach_a_client()
    {
        var tokens = await Portal.RedeemAsync((await Portal.AskAsync(Alice, ("scope", "openid profile email phone address payments")))["code"]);

        var claims = (await Portal.UserInfoAsync(tokens.AccessToken)).Json.EnumerateObject().Select(m => m.Name).Union(new JsonWebToken(tokens.IdToken).Names());

        Assert.That(claims, Is.EquivalentTo(Claims));
    }

    private static IEnumerable<string> ClaimTypes => DiscoveryDocument.Of("claim_types_supported");

    [TestCaseSource(nameof(ClaimTypes)), Category("OpenID Connect Core §5.6.1")]
    public async Task Claims_are(string type)
    {
        var userInfo = (await Portal.UserInfoAsync((await TokensAsync()).AccessToken)).Json;

        // Aggregated and distributed ones would be named in _claim_names (§5.6.2).
        Assert.That(type, Is.EqualTo("normal"));
        Assert.That(userInfo.EnumerateObject().Select(m => m.Name), Does.Contain("email").And.Not.Contain("_claim_names").And.Not.Contain("_claim_sources"));
    }

    // "If … not supported", a display is a wish, not an error: everybody gets the page.
    private static IEnumerable<string> Displays => DiscoveryDocument.Of("display_values_supported").Union(["page", "popup", "touch", "wap"]);

    [TestCaseSource(nameof(Displays)), Category("OpenID Connect Core §3.1.2.1")]
    public async Task A_page_is_shown_to_who_asks_for_the_display(string display)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(Portal.AuthorizeQuery(("display", display)));

        Assert.That(browser.PageName, Is.EqualTo("login"));
    }

    private static IEnumerable<string> PageLanguages => DiscoveryDocument.Of("ui_locales_supported");

    // "An error SHOULD NOT result if some or all of the requested locales are not supported": English then.
    private static IEnumerable<string> OtherLanguages => DiscoveryDocument.NotOf("ui_locales_supported", "en", "es", "fr", "de", "pt", "se", "ja", "zh-Hant", "ar");

    [TestCaseSource(nameof(PageLanguages)), Category("OpenID Connect Core §3.1.2.1")]
    public Task Pages_are_written_in_the_language(string tag) => PageSpeaksAsync(tag, tag);

    [TestCaseSource(nameof(OtherLanguages)), Category("OpenID Connect Core §3.1.2.1")]
    public Task Pages_are_in_English_for_the_language(string tag) => PageSpeaksAsync(tag, "en");

    private async Task PageSpeaksAsync(string asked, string spoken)
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(Portal.AuthorizeQuery(("ui_locales", asked)));

        Assert.That((browser.PageName, browser.Page.DocumentElement.GetAttribute("lang")), Is.EqualTo(("login", spoken)));
    }

    private static IEnumerable<string> DetailsTypes => DiscoveryDocument.Of("authorization_details_types_supported");

    private static readonly Dictionary<string, string> Details = new() { ["payment_initiation"] = Installation.Payment };

    // Those that specifications and their examples know.
    private static IEnumerable<string> OtherDetailsTypes => DiscoveryDocument.NotOf("authorization_details_types_supported",
        "payment_initiation", "account_information", "openid_credential", "customer_information", "tax_data", "Payment_Initiation");

    [TestCaseSource(nameof(DetailsTypes)), Category("RFC 9396 §10")]
    public async Task Details_are_granted_of_the_type(string type)
    {
        var merchant = Installation.Merchant(Issuer);

        var tokens = await merchant.TokensAsync(Alice, "alice", Installation.Password, ("authorization_details", Details[type]));

        Assert.That(tokens.Json.GetProperty("authorization_details")[0].GetProperty("type").GetString(), Is.EqualTo(type));
    }

    [TestCaseSource(nameof(OtherDetailsTypes)), Category("RFC 9396 §5")]
    public async Task Details_are_refused_of_the_type(string type) =>
        Assert.That((await Installation.Merchant(Issuer).AskAsync(Alice, ("authorization_details", $$"""[{"type":"{{type}}"}]""")))["error"], Is.EqualTo("invalid_authorization_details"));
}
