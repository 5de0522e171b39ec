using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests;

/// <summary>The sample API as a program: where it says whose tokens it wants, and when one is not enough.</summary>
public sealed class PaymentsApiTests
{
    private static Uri Metadata => new(Suite.Demo.Api, "/.well-known/oauth-protected-resource");

    [Test, Category("RFC 9728 §3")]
    public async Task It_publishes_whose_tokens_it_takes()
    {
        using var http = new HttpClient();

        var metadata = await http.GetFromJsonAsync<JsonElement>(Metadata);

        Assert.That(metadata.GetProperty("resource").GetString(), Is.Not.Empty);
        Assert.That(metadata.GetProperty("authorization_servers")[0].GetString(), Is.EqualTo(Suite.Demo.Provider.GetLeftPart(UriPartial.Authority)));
        Assert.That(metadata.GetProperty("scopes_supported")[0].GetString(), Is.EqualTo("payments"));
        Assert.That(metadata.GetProperty("bearer_methods_supported")[0].GetString(), Is.EqualTo("header"));
    }

    [Test, Category("RFC 9728 §5.1"), Category("RFC 6750 §3")]
    public async Task Who_brings_no_token_is_told_where_to_read_that()
    {
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(Suite.Demo.Api, "/payments"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(response.Headers.WwwAuthenticate.ToString(), Does.StartWith("Bearer ").And.Contain($"resource_metadata=\"{Metadata}\"").And.Not.Contain("error="));
    }

    [Test, Category("RFC 9470 §3")]
    public async Task A_large_payment_after_a_sign_in_with_a_password_is_answered_with_what_is_missing()
    {
        var alice = Suite.People.Alice();
        using var browser = new HttpBrowser(Suite.Demo.Provider);
        using var portal = new RelyingParty(Suite.Demo.Provider, "payments-portal", "payments-portal-demo-secret-not-for-production",
            new Uri(Suite.Demo.Portal, "/signin-oidc").ToString(), "openid payments");
        var token = (await portal.TokensAsync(browser, alice.UserName, alice.Password)).AccessToken;

        var (small, _) = await PayAsync(token, "84.20");
        var (large, challenge) = await PayAsync(token, "5000.00");

        Assert.That(small, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(large, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(challenge, Does.Contain("error=\"insufficient_user_authentication\"").And.Contain("acr_values=\"urn:pse-identity:acr:mfa\"").And.Match("max_age=\"[0-9]+\""));
    }

    private static async Task<(HttpStatusCode Status, string Challenge)> PayAsync(string token, string amount)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Suite.Demo.Api, "/payments"))
        {
            Content = JsonContent.Create(new { creditor_name = "Landlord", instructed_amount = new { currency = "EUR", amount } }),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var response = await http.SendAsync(request);
        return (response.StatusCode, response.Headers.WwwAuthenticate.ToString());
    }
}
