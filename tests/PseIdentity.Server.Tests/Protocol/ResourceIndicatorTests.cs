using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Several resources in one grant, one in each access token (RFC 8707).</summary>
internal sealed class ResourceIndicatorTests : ProviderFixture
{
    private const string Scope = "openid payments ledger offline_access";

    /// <summary>A code that the person approved for both APIs: the parameter is there twice.</summary>
    public static async Task<string> CodeForTwoAsync(RelyingParty merchant, HttpBrowser browser, string scope = Scope)
    {
        await merchant.SignInAsync(browser, "alice", Installation.Password, ("scope", "openid"));
        await browser.GoAsync(merchant.AuthorizeQuery(("scope", scope), ("resource", Installation.PaymentsApi)) + "&resource=" + Uri.EscapeDataString(Installation.LedgerApi));
        return merchant.Answer(browser)["code"];
    }

    [Test, Category("RFC 8707 §2.2")]
    public async Task Each_token_is_for_the_resource_that_its_request_names_with_the_scopes_of_that_one()
    {
        using var browser = new HttpBrowser(Issuer);
        using var merchant = Installation.Merchant(Issuer);

        var first = await merchant.RedeemAsync(await CodeForTwoAsync(merchant, browser), ("resource", Installation.PaymentsApi));
        var second = await merchant.RefreshAsync(first.RefreshToken, ("resource", Installation.LedgerApi));

        AssertFor(first, Installation.PaymentsApi, "openid payments offline_access");
        AssertFor(second, Installation.LedgerApi, "openid ledger offline_access");
        Assert.That((await merchant.RefreshAsync(first.RefreshToken)).Error, Is.EqualTo("invalid_target"), "a choice has to be made each time");
    }

    [Test, Category("RFC 8707 §2.1")]
    public async Task A_request_that_names_one_of_the_opened_resources_is_for_that_one()
    {
        using var browser = new HttpBrowser(Issuer);
        using var merchant = Installation.Merchant(Issuer);

        var tokens = await merchant.TokensAsync(browser, "alice", Installation.Password, ("scope", Scope), ("resource", Installation.LedgerApi));

        AssertFor(tokens, Installation.LedgerApi, "openid ledger offline_access");
        Assert.That((await merchant.RefreshAsync(tokens.RefreshToken, ("resource", Installation.PaymentsApi))).Error, Is.EqualTo("invalid_target"));
    }

    [Test, Category("RFC 8707 §2.2")]
    public async Task A_service_names_the_resource_that_its_scope_opens()
    {
        using var server = Installation.PaymentsServer(Issuer);

        var tokens = await server.TokenAsync(("grant_type", "client_credentials"), ("scope", "settle"), ("resource", Installation.LedgerApi));

        AssertFor(tokens, Installation.LedgerApi, "settle");
    }

    private void AssertFor(TokenAnswer tokens, string resource, string scope)
    {
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        var token = new JsonWebToken(tokens.AccessToken);
        Assert.That(token.Audiences, Is.EqualTo(scope.StartsWith("openid", StringComparison.Ordinal) ? [resource, IssuerName] : new[] { resource }));
        Assert.That(token.Text("scope"), Is.EqualTo(scope));
    }
}
