using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What exactly a person approves, such as one payment (RFC 9396).</summary>
internal sealed class AuthorizationDetailsTests : ProviderFixture
{
    private const string OtherPayment =
        """[{"type":"payment_initiation","instructedAmount":{"currency":"JPY","amount":"9000"},"creditorName":"Merchant B","creditorAccount":{"bban":"12345678","bic":"ABCDJPJTXXX"}}]""";

    private RelyingParty merchant = null!;

    private static (string Name, string? Value) Details(string json) => ("authorization_details", json);

    [SetUp]
    public void Open() => merchant = Installation.Merchant(Issuer);

    [TearDown]
    public void Close() => merchant.Dispose();

    [Test, Category("RFC 9396 §2")]
    public async Task A_payment_is_shown_in_words_before_it_is_approved()
    {
        using var browser = new HttpBrowser(Issuer);

        await browser.GoAsync(merchant.AuthorizeQuery(Details(Installation.Payment)));
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        Assert.That(browser.PageName, Is.EqualTo("consent"), "although the client is one whose scopes need no consent");
        Assert.That(Fact(browser, "amount"), Is.EqualTo("123.50\u00a0EUR"));
        Assert.That(Fact(browser, "creditor"), Is.EqualTo("Merchant A"));
        Assert.That(Fact(browser, "account"), Is.EqualTo("DE02 1001 0010 9307 1186 03"));
        Assert.That(Fact(browser, "remittance"), Is.EqualTo("Ref Number Merchant"));
        Assert.That(browser.Shows("consent-remember"), Is.False);
    }

    [Test, Category("RFC 9396 §7"), Category("RFC 9396 §9.1")]
    public async Task What_was_approved_is_in_the_token_response_and_in_the_token()
    {
        using var browser = new HttpBrowser(Issuer);

        var tokens = await merchant.TokensAsync(browser, "alice", Installation.Password, Details(Installation.Payment));

        Assert.That(tokens.Json.GetProperty("authorization_details").GetRawText(), Is.EqualTo(Installation.Payment));
        var token = await new ForeignValidator(Provider).AccessTokenAsync(tokens.AccessToken, Installation.PaymentsApi);
        Assert.That(token.GetPayloadValue<JsonElement>("authorization_details")[0].GetProperty("instructedAmount").GetProperty("amount").GetString(), Is.EqualTo("123.50"));
        Assert.That((await merchant.RefreshAsync(tokens.RefreshToken)).Json.GetProperty("authorization_details").GetRawText(), Is.EqualTo(Installation.Payment));
    }

    [Test, Category("RFC 9396 §9.2")]
    public async Task What_was_approved_is_told_to_the_resource_that_asks()
    {
        using var browser = new HttpBrowser(Issuer);
        var tokens = await merchant.TokensAsync(browser, "alice", Installation.Password, Details(Installation.Payment));

        var answer = await Installation.PaymentsServer(Issuer).PostAsync("/introspect", [("token", tokens.AccessToken)]);

        Assert.That(answer.Json.GetProperty("active").GetBoolean(), Is.True);
        Assert.That(answer.Json.GetProperty("authorization_details").GetRawText(), Is.EqualTo(Installation.Payment));
    }

    [Test, Category("RFC 9396 §3")]
    public async Task Details_need_no_scope()
    {
        using var browser = new HttpBrowser(Issuer);

        var tokens = await merchant.TokensAsync(browser, "alice", Installation.Password, Details(Installation.Payment), ("scope", null));

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(tokens.Json.TryGetProperty("id_token", out _), Is.False);
        var token = await new ForeignValidator(Provider).AccessTokenAsync(tokens.AccessToken, IssuerName);
        Assert.That(token.TryGetPayloadValue<string>("scope", out _), Is.False);
    }

    [Test, Category("RFC 9396 §2.2")]
    public async Task A_location_that_is_a_resource_here_becomes_the_audience()
    {
        using var browser = new HttpBrowser(Issuer);
        var located = Installation.Payment.Replace("\"type\":\"payment_initiation\"", $"\"type\":\"payment_initiation\",\"locations\":[\"{Installation.LedgerApi}\"]", StringComparison.Ordinal);

        var tokens = await merchant.TokensAsync(browser, "alice", Installation.Password, Details(located), ("scope", null));

        await new ForeignValidator(Provider).AccessTokenAsync(tokens.AccessToken, Installation.LedgerApi);
    }

    [Test, Category("RFC 9396 §9.1")]
    public async Task A_token_holds_only_the_details_that_concern_its_resource()
    {
        using var browser = new HttpBrowser(Issuer);
        string At(string json, string resource) => json.Trim('[', ']').Replace("{\"type\"", $"{{\"locations\":[\"{resource}\"],\"type\"", StringComparison.Ordinal);
        var both = $"[{At(Installation.Payment, Installation.PaymentsApi)},{At(OtherPayment, Installation.LedgerApi)}]";
        var code = (await merchant.SignInAsync(browser, "alice", Installation.Password, Details(both), ("scope", null), ("resource", Installation.PaymentsApi)))["code"];

        var tokens = await merchant.RedeemAsync(code);

        Assert.That(tokens.Json.GetProperty("authorization_details").EnumerateArray().Select(d => d.GetProperty("creditorName").GetString()), Is.EqualTo(new[] { "Merchant A" }));
    }

    [Test, Category("RFC 9396 §5")]
    public async Task A_payment_is_approved_each_time_and_never_silently()
    {
        using var browser = new HttpBrowser(Issuer);
        await merchant.TokensAsync(browser, "alice", Installation.Password, Details(Installation.Payment));

        await browser.GoAsync(merchant.AuthorizeQuery(Details(Installation.Payment)));
        Assert.That(browser.PageName, Is.EqualTo("consent"));

        Assert.That((await merchant.AskAsync(browser, Details(Installation.Payment), ("prompt", "none")))["error"], Is.EqualTo("consent_required"));
    }

    [Test, Category("RFC 9396 §12")]
    public async Task The_approval_of_one_payment_in_another_tab_approves_no_other()
    {
        using var browser = new HttpBrowser(Issuer);
        await merchant.SignInAsync(browser, "alice", Installation.Password, ("scope", "openid"));
        await browser.GoAsync(merchant.AuthorizeQuery(Details(OtherPayment)));
        var otherPage = browser.Address;
        await browser.GoAsync(merchant.AuthorizeQuery(Details(Installation.Payment)));
        await browser.PressAsync("consent-allow");
        Assert.That(merchant.Answer(browser), Does.ContainKey("code"));

        await browser.GoAsync(new Uri(otherPage.ToString().Replace("/consent", "/authorize/resume", StringComparison.Ordinal)));

        Assert.That(browser.PageName, Is.EqualTo("consent"));
        Assert.That(Fact(browser, "amount"), Is.EqualTo("9,000\u00a0JPY"));
    }

    [Test, Category("RFC 9396 §5")]
    public async Task A_person_who_does_not_approve_is_told_to_the_client()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(merchant.AuthorizeQuery(Details(Installation.Payment)));
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        await browser.PressAsync("consent-deny");

        Assert.That(merchant.Answer(browser)["error"], Is.EqualTo("access_denied"));
    }

    [Test, Category("RFC 9396 §6")]
    public async Task A_token_request_takes_a_part_of_what_was_granted_and_the_refresh_token_keeps_all()
    {
        using var browser = new HttpBrowser(Issuer);
        var both = Installation.Payment[..^1] + "," + OtherPayment[1..];
        var code = (await merchant.SignInAsync(browser, "alice", Installation.Password, Details(both)))["code"];

        var tokens = await merchant.RedeemAsync(code, Details(OtherPayment));
        var refreshed = await merchant.RefreshAsync(tokens.RefreshToken);
        var narrowed = await merchant.RefreshAsync(tokens.RefreshToken, Details(Installation.Payment));

        Assert.That(tokens.Json.GetProperty("authorization_details").GetRawText(), Is.EqualTo(OtherPayment));
        Assert.That(refreshed.Json.GetProperty("authorization_details").GetArrayLength(), Is.EqualTo(2));
        Assert.That(narrowed.Json.GetProperty("authorization_details").GetRawText(), Is.EqualTo(Installation.Payment));
    }

    [Test, Category("RFC 9396 §6")]
    public async Task A_token_request_gets_no_more_than_was_granted()
    {
        using var browser = new HttpBrowser(Issuer);
        var code = (await merchant.SignInAsync(browser, "alice", Installation.Password, Details(Installation.Payment)))["code"];
        var dearer = Installation.Payment.Replace("123.50", "1123.50", StringComparison.Ordinal);

        Assert.That((await merchant.RedeemAsync(code, Details(dearer))).Error, Is.EqualTo("invalid_authorization_details"));

        var tokens = await merchant.RedeemAsync(code);
        Assert.That(tokens.Status, Is.EqualTo(200), "the code was not used up by a refused request");
        Assert.That((await merchant.RefreshAsync(tokens.RefreshToken, Details(dearer))).Error, Is.EqualTo("invalid_authorization_details"));
    }

    [Test, Category("RFC 9396 §10")]
    public async Task Discovery_names_the_types_and_each_has_a_schema()
    {
        var discovery = JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/oauth-authorization-server")).RootElement;

        Assert.That(discovery.GetProperty("authorization_details_types_supported").EnumerateArray().Select(t => t.GetString()), Is.EqualTo(new[] { "payment_initiation" }));
        using var answer = await Provider.Http.GetAsync("/authorization-details/payment_initiation");
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/schema+json"));
        var schema = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(schema.GetProperty("$id").GetString(), Is.EqualTo(IssuerName + "/authorization-details/payment_initiation"));
            Assert.That(schema.GetProperty("required").EnumerateArray().Select(m => m.GetString()), Is.EquivalentTo(new[] { "type", "instructedAmount", "creditorName", "creditorAccount" }));
            Assert.That(schema.GetProperty("additionalProperties").GetBoolean(), Is.False);
            Assert.That(schema.GetProperty("properties").GetProperty("type").GetProperty("const").GetString(), Is.EqualTo("payment_initiation"));
            Assert.That(schema.GetProperty("properties").GetProperty("instructedAmount").GetProperty("properties").GetProperty("amount").GetProperty("pattern").GetString(), Is.Not.Empty);
        });
        Assert.That((int)(await Provider.Http.GetAsync("/authorization-details/nothing")).StatusCode, Is.EqualTo(404));
    }

    private static string? Fact(HttpBrowser browser, string name) => browser.Page.QuerySelector($"[data-fact={name}]")?.TextContent.Trim();
}
