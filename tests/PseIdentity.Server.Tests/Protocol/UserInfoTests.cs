using System.Net.Http.Headers;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Claims about the person, for whoever was granted their scope (OpenID Connect Core §5.3 and §5.4).</summary>
internal sealed class UserInfoTests : ProviderFixture
{
    private HttpBrowser alice = null!;
    private RelyingParty portal = null!;

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

    [Category("OpenID Connect Core §5.4")]
    [TestCase("", "")]
    [TestCase("profile", "name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo locale updated_at")]
    [TestCase("email", "email email_verified")]
    [TestCase("phone", "phone_number phone_number_verified")]
    [TestCase("address", "address")]
    [TestCase("payments", "customer_id")]
    [TestCase("email phone", "email email_verified phone_number phone_number_verified")]
    public async Task A_scope_releases_its_claims_and_no_others(string scope, string claims)
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(alice, ("scope", ("openid " + scope).Trim())))["code"]);

        var answer = await portal.UserInfoAsync(tokens.AccessToken);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Is.EquivalentTo($"sub {claims}".Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(answer.Member("sub"), Is.EqualTo((await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, "portal")).Subject), "§5.3.2");
    }

    [Test, Category("OpenID Connect Core §5.1"), Category("OpenID Connect Core §5.3")]
    public async Task Claims_have_the_types_of_the_specification()
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(alice, ("scope", "openid profile email phone address")))["code"]);

        var claims = (await portal.UserInfoAsync(tokens.AccessToken)).Json;

        Assert.Multiple(() =>
        {
            Assert.That(claims.GetProperty("email_verified").ValueKind, Is.EqualTo(JsonValueKind.True));
            Assert.That(claims.GetProperty("phone_number_verified").ValueKind, Is.EqualTo(JsonValueKind.True));
            Assert.That(claims.GetProperty("updated_at").GetInt64(), Is.GreaterThan(1_700_000_000).And.LessThan(10_000_000_000), "seconds");
            Assert.That(claims.GetProperty("address").GetProperty("country").GetString(), Is.EqualTo("US"));
            Assert.That(claims.GetProperty("birthdate").GetString(), Is.EqualTo("1990-02-28"));
        });
    }

    [Test, Category("RFC 6750 §2")]
    public async Task A_token_is_taken_from_the_header_by_get_and_post_and_from_the_body_by_post()
    {
        var token = (await portal.RedeemAsync((await portal.AskAsync(alice))["code"])).AccessToken;
        var bearer = new AuthenticationHeaderValue("Bearer", token);
        HttpRequestMessage[] requests =
        [
            new(HttpMethod.Get, portal.OnNode("/userinfo")) { Headers = { Authorization = bearer } },
            new(HttpMethod.Post, portal.OnNode("/userinfo")) { Headers = { Authorization = bearer } },
            new(HttpMethod.Post, portal.OnNode("/userinfo")) { Content = new FormUrlEncodedContent([new("access_token", token)]) },
            new(HttpMethod.Get, portal.OnNode("/userinfo")) { Headers = { Authorization = new AuthenticationHeaderValue("bEARER", token) } },
        ];

        foreach (var request in requests)
            using (request)
            {
                var answer = await portal.SendAsync(request);
                Assert.That(answer.Status, Is.EqualTo(200), $"{request.Method} {answer.Body}");
                Assert.That(answer.Headers["Content-Type"], Does.StartWith("application/json"));
                Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
                Assert.That(answer.Member("name"), Is.EqualTo("Alice Doe"));
            }
    }

    [Category("RFC 6750 §3.1")]
    [TestCase("")]
    [TestCase("?access_token=")]
    public async Task A_request_without_a_token_gets_a_challenge_without_an_error_and_the_query_is_not_looked_at(string query)
    {
        var token = (await portal.RedeemAsync((await portal.AskAsync(alice))["code"])).AccessToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, portal.OnNode("/userinfo" + query + (query.Length > 0 ? token : "")));

        var answer = await portal.SendAsync(request);

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("Bearer ").And.Not.Contain("error"));
        Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
        Assert.That(answer.Body, Is.Empty);
    }

    [Test, Category("RFC 6750 §3")]
    public async Task A_request_with_a_bad_token_gets_a_challenge_that_says_so()
    {
        var answer = await portal.UserInfoAsync("bad");

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("Bearer ").And.Contain("error=\"invalid_token\""));
    }
}
