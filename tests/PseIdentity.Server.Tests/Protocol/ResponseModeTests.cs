using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>How answers reach the client: fragments, forms, and signed responses (JARM), success and error alike.</summary>
internal sealed class ResponseModeTests : ClockedFixture
{
    private HttpBrowser alice = null!;
    private RelyingParty portal = null!;

    [SetUp]
    public async Task SignIn()
    {
        (alice, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));
        await portal.SignInAsync(alice, "alice", Installation.Password);
    }

    [TearDown]
    public void Leave()
    {
        alice.Dispose();
        portal.Dispose();
    }

    private static IEnumerable<string> Signed => ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"];

    [TestCaseSource(nameof(Signed)), Category("JARM §2.1")]
    public async Task A_signed_answer_says_who_answers_for_whom_until_when_and_everything(string mode)
    {
        var response = await ResponseAsync(mode);

        Assert.Multiple(() =>
        {
            Assert.That(response.Names(), Is.EquivalentTo(new[] { "iss", "aud", "exp", "code", "state" }));
            Assert.That(response.Issuer, Is.EqualTo(IssuerName));
            Assert.That(response.Audiences, Is.EqualTo(new[] { portal.ClientId }));
            Assert.That(response.Number("exp") - Clock.GetUtcNow().ToUnixTimeSeconds(), Is.GreaterThan(10).And.LessThanOrEqualTo(600));
            Assert.That(response.Text("state"), Is.EqualTo(portal.State));
        });
        Assert.That((await portal.RedeemAsync(response.Text("code"))).Status, Is.EqualTo(200));
    }

    [TestCase("query.jwt", Category = "JARM §2.3.1")]
    [TestCase("fragment.jwt", Category = "JARM §2.3.2")]
    [TestCase("form_post.jwt", Category = "JARM §2.3.3")]
    [TestCase("jwt", Category = "JARM §2.3.4")]
    public async Task A_signed_answer_is_the_only_parameter_where_its_mode_puts_it(string mode)
    {
        await GoAsync(mode);

        Assert.That(portal.Answer(alice).Keys, Is.EqualTo(new[] { "response" }));
        Assert.That(alice.LeftWith is not null, Is.EqualTo(mode == "form_post.jwt"));
        Assert.That(alice.Left!.Fragment.Length > 1, Is.EqualTo(mode == "fragment.jwt"));
        Assert.That(alice.Left.Query.Length > 1, Is.EqualTo(mode is "query.jwt" or "jwt"));
    }

    [TestCaseSource(nameof(Signed)), Category("JARM §2.1")]
    public async Task An_error_is_signed_as_well(string mode)
    {
        var response = await ResponseAsync(mode, ("scope", "nothing"));

        Assert.That((response.Text("error"), response.Text("state"), response.Issuer), Is.EqualTo(("invalid_scope", portal.State, IssuerName)));
        Assert.That(response.Names(), Does.Not.Contain("code"));
    }

    // Trap B3.
    [Category("OAuth Form Post Response Mode §2")]
    [TestCase("scope", "nothing", "invalid_scope")]
    [TestCase("response_type", "magic", "unsupported_response_type")]
    [TestCase("prompt", "maybe", "invalid_request")]
    [TestCase("max_age", "soon", "invalid_request")]
    public async Task An_error_is_posted_too(string name, string value, string error)
    {
        await GoAsync("form_post", (name, value));

        Assert.That(alice.LeftWith, Is.Not.Null);
        Assert.That((alice.LeftWith!["error"], alice.LeftWith["state"], alice.LeftWith["iss"]), Is.EqualTo((error, portal.State, IssuerName)));
        Assert.That(alice.Left!.Query, Is.Empty);
    }

    // Trap B2.
    [Category("RFC 6749 §3.1.2")]
    [TestCase("query")]
    [TestCase("fragment")]
    [TestCase("form_post")]
    public async Task The_query_of_a_registered_redirect_uri_stays(string mode)
    {
        await GoAsync(mode, ("redirect_uri", "http://localhost:9100/with?fixed=1"));

        Assert.That(alice.Left!.Query, Does.StartWith("?fixed=1"));
        Assert.That(portal.Answer(alice), Does.ContainKey("code"));
    }

    [Test, Category("OAuth Multiple Response Types §2.1")]
    public async Task A_fragment_carries_the_answer_and_the_query_nothing()
    {
        await GoAsync("fragment");

        Assert.That(alice.Left!.Query, Is.Empty);
        Assert.That(portal.Answer(alice).Keys, Is.EquivalentTo(new[] { "code", "state", "iss" }));
    }

    // Trap B3: what is not known yet cannot be used.
    [Test, Category("RFC 6749 §4.1.2.1")]
    public async Task An_unknown_mode_is_told_in_the_query_even_without_a_type()
    {
        await GoAsync("pigeon", ("response_type", null));

        Assert.That(alice.Left!.Query, Does.Contain("error=invalid_request"));
    }

    // Trap B4.
    [Test, Category("RFC 6749 §4.1.2.1")]
    public async Task A_description_holds_no_quotes_and_nothing_outside_ascii()
    {
        foreach (var (name, value) in new[] { ("scope", "\"\\é"), ("prompt", "é\r\n"), ("response_type", "\"x\""), ("response_mode", "é\\"), ("id_token_hint", "\"") })
        {
            await GoAsync(name == "response_mode" ? value : "query", (name, value));
            Assert.That(portal.Answer(alice)["error_description"], Does.Match("^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$"), name);
        }
    }

    private async Task GoAsync(string mode, params (string, string?)[] changes)
    {
        await alice.GoAsync(portal.AuthorizeQuery([("response_mode", mode), .. changes]));
        if (alice.PageName == "form-post")
            await alice.PressAsync("form-post-continue");
    }

    private async Task<JsonWebToken> ResponseAsync(string mode, params (string, string?)[] changes)
    {
        await GoAsync(mode, changes);
        return await new ForeignValidator(Provider, Clock).IdTokenAsync(portal.Answer(alice)["response"], portal.ClientId);
    }
}
