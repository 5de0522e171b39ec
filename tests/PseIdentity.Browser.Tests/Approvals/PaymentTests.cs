using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Approvals;

/// <summary>A payment is put into words and approved once, for exactly this (RFC 9396).</summary>
public sealed class PaymentTests : Journey
{
    private const string PhoneNumber = """{"userinfo":{"phone_number":null}}""";

    private RelyingParty merchant = null!;

    [SetUp]
    public void Open() => merchant = OtherClients.Merchant(Demo.Provider, Shop);

    [TearDown]
    public void Close() => merchant.Dispose();

    [TestCaseSource(typeof(Variant), nameof(Variant.All)), Category("RFC 9396 §3")]
    public async Task A_person_reads_amount_creditor_and_account_and_approves_each_time(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        await PayAsync(visitor);
        await visitor.EnterPasswordAsync(People.Alice());
        await IsAskedAsync(visitor);
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("ticket-shop");
        var tokens = await merchant.RedeemAsync((await visitor["code"].TextContentAsync())!);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        Assert.That(tokens.Json.GetProperty("authorization_details")[0].GetProperty("creditorName").GetString(), Is.EqualTo("Merchant A"));

        // The same payment again is another payment.
        await PayAsync(visitor);
        await IsAskedAsync(visitor);
        await visitor.PressAsync("consent-deny");
        await visitor.IsOnAsync("ticket-shop");
        await Expect(visitor["error"]).ToHaveTextAsync("access_denied");
    }

    [Test, Category("OpenID Connect Core §5.5")]
    public async Task What_else_is_asked_for_stands_beside_the_payment()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await PayAsync(visitor, ("scope", "openid email payments"), ("claims", PhoneNumber));
        await visitor.EnterPasswordAsync(People.Alice());

        await IsAskedAsync(visitor);
        await Expect(visitor.Page.Locator(".asks")).ToContainTextAsync("Make payments");
        await Expect(visitor.Page.Locator(".asks")).ToContainTextAsync("phone number", new() { IgnoreCase = true });
        await PictureAsync(visitor, "consent-payment");
        await visitor.PressAsync("consent-allow");

        await visitor.IsOnAsync("ticket-shop");
        var tokens = await merchant.RedeemAsync((await visitor["code"].TextContentAsync())!);
        var told = await merchant.UserInfoAsync(tokens.AccessToken);
        Assert.That(told.Member("phone_number"), Is.EqualTo("+15550100"), told.Body);
    }

    [Test, Category("OpenID Connect Core §5.5")]
    public async Task A_claim_that_is_asked_for_by_itself_is_named()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(Demo.Provider, merchant.AuthorizeQuery(("claims", PhoneNumber)));
        await visitor.EnterPasswordAsync(People.Alice());

        await visitor.IsOnAsync("consent");
        await Expect(visitor.Page.Locator(".asks")).ToContainTextAsync("phone number", new() { IgnoreCase = true });
        await Expect(visitor["consent-remember"]).ToBeCheckedAsync();
        await PictureAsync(visitor, "consent-claim");
    }

    [Test, Category("RFC 9126 §4")]
    public async Task A_pushed_request_that_has_its_answer_leads_back_to_the_application()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        visitor.Faults.Expect(400);
        var address = merchant.PushedQuery(await merchant.PushAsync());
        await visitor.GoAsync(Demo.Provider, address);
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("consent");
        await visitor.PressAsync("consent-allow");
        await visitor.IsOnAsync("ticket-shop");

        await visitor.GoAsync(Demo.Provider, address);

        await visitor.IsOnAsync("error");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("This sign-in is already finished");
        await Expect(visitor["return-link"]).ToHaveTextAsync("Go to Lakeside Books");
        await PictureAsync(visitor, "error-answered");
        await visitor.PressAsync("return-link");
        await visitor.IsOnAsync("ticket-shop");
    }

    private Task PayAsync(Visitor visitor, params (string Name, string? Value)[] changes) =>
        visitor.GoAsync(Demo.Provider, merchant.AuthorizeQuery([("authorization_details", Installation.Payment), .. changes]));

    private static async Task IsAskedAsync(Visitor visitor)
    {
        await visitor.IsOnAsync("consent");
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("Lakeside Books");
        await Expect(Fact("amount")).ToHaveTextAsync("123.50\u00a0EUR");
        await Expect(Fact("creditor")).ToHaveTextAsync("Merchant A");
        await Expect(Fact("account")).ToContainTextAsync("DE02");
        await Expect(Fact("remittance")).ToHaveTextAsync("Ref Number Merchant");
        await Expect(visitor["consent-remember"]).ToHaveCountAsync(0);

        Microsoft.Playwright.ILocator Fact(string name) => visitor.Page.Locator($"[data-fact={name}]");
    }
}
