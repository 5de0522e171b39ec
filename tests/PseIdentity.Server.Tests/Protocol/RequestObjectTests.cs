using System.Net;
using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Signed request objects (RFC 9101, OpenID Connect Core §6): by value, pushed, and by reference.</summary>
internal sealed class RequestObjectTests : ClockedFixture
{
    private const string ClientId = "signing-requests";
    private const string Strict = "signing-strictly";

    private static readonly SigningKey Key = SigningKey.Generate("PS256");

    private readonly RequestObjectPlace place = new();
    private RelyingParty party = null!;
    private HttpBrowser browser = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(Registration(ClientId, "\"require_signed_request_object\": false"), Registration(Strict, "\"require_signed_request_object\": true, \"request_object_signing_alg\": \"PS256\"")),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = place.Address.Authority },
    };

    private string Registration(string id, string more) => $$"""
        { "client_id": "{{id}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9111/callback", "http://localhost:9111/callback?dummy1=lorem&dummy2=ipsum"],
          "scope": "openid profile payments", "consent": "implicit", "jwks": {{Installation.Jwks(Key)}}, "request_uris": ["{{place.Address}}object#hash", "{{place.Address}}other"], {{more}} }
        """;

    [OneTimeTearDown]
    public async Task ClosePlace()
    {
        Key.Dispose();
        await place.DisposeAsync();
    }

    [SetUp]
    public void Open() => (party, browser) = (Party(ClientId), new HttpBrowser(Issuer));

    [TearDown]
    public void Close()
    {
        party.Dispose();
        browser.Dispose();
    }

    [Test, Category("RFC 9101 §5.1")]
    public async Task A_request_by_value_becomes_tokens()
    {
        await browser.GoAsync(ByValue(Valid()));

        var tokens = await party.RedeemAsync((await SignInAsync())["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
    }

    [Test, Category("RFC 9101 §5")]
    public async Task Only_what_the_object_says_counts()
    {
        await browser.GoAsync(ByValue(Valid().Changed("state", "inside")) + "&state=outside&nonce=outside&response_type=token&scope=nothing&redirect_uri=https%3A%2F%2Fevil.example");

        Assert.That((await SignInAsync())["state"], Is.EqualTo("inside"));
    }

    [Test, Category("RFC 9101 §5")]
    public async Task State_outside_of_the_object_is_not_returned()
    {
        await browser.GoAsync(ByValue(Valid().Changed("state", null)) + "&state=outside");

        Assert.That(await SignInAsync(), Does.Not.ContainKey("state"));
    }

    // Trap A10 and oidcc-ensure-request-object-with-redirect-uri.
    [Test, Category("OpenID Connect Core §6.1")]
    public async Task The_redirect_uri_inside_is_the_one_that_is_used_and_keeps_its_query()
    {
        const string registered = "http://localhost:9111/callback?dummy1=lorem&dummy2=ipsum";
        await browser.GoAsync(ByValue(Valid().Changed("redirect_uri", registered)) + "&redirect_uri=https%3A%2F%2Fevil.example");

        var answer = await SignInAsync();

        Assert.That((answer["dummy1"], answer["dummy2"]), Is.EqualTo(("lorem", "ipsum")));
        Assert.That(answer, Does.ContainKey("code"));
    }

    [Test, Category("OpenID Connect Core §6.1")]
    public async Task Numbers_and_lists_inside_an_object_are_json()
    {
        var request = Valid() with { More = new Dictionary<string, string> { ["max_age"] = "3600", ["resource"] = $"[\"{Installation.PaymentsApi}\"]" } };
        await browser.GoAsync(ByValue(request.Changed("scope", "openid payments")));

        var tokens = await party.RedeemAsync((await SignInAsync())["code"]);

        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
    }

    [Test, Category("RFC 9126 §3")]
    public async Task A_pushed_request_object_becomes_a_code_and_what_stood_beside_it_counts_for_nothing()
    {
        var request = Valid().Changed("state", "inside");
        var pushed = await party.PostAsync("/par", [("client_id", ClientId), ("request", request.Sign()), ("state", "outside"), ("scope", "nothing")]);
        Assert.That(pushed.Status, Is.EqualTo(201), pushed.Body);

        await browser.GoAsync(party.PushedQuery(pushed));

        Assert.That((await SignInAsync())["state"], Is.EqualTo("inside"));
    }

    // Trap A11.
    [Test, Category("RFC 9101 §5.2"), Category("OpenID Connect Core §6.2")]
    public Task A_request_by_reference_is_fetched_once_and_without_its_fragment() => IsFetchedOnceAsync("application/oauth-authz-req+jwt");

    [TestCase("application/jwt")]
    [TestCase("application/jose")]
    [Category("RFC 9101 §5.2.3"), Category("RFC 7515 §9.2.1")]
    public Task A_request_by_reference_may_have_the_type_of_any_JWT_or_JWS(string type) => IsFetchedOnceAsync(type);

    private async Task IsFetchedOnceAsync(string type)
    {
        var before = place.Asked;
        place.Holds = (Valid().Sign(), type);

        await browser.GoAsync(ByReference("object#hash"));
        Assert.That(browser.PageName, Is.EqualTo("login"));
        place.Holds = ("gone", "text/plain");

        Assert.That(await SignInAsync(), Does.ContainKey("code"));
        Assert.That(place.Asked - before, Is.EqualTo(1), "never again when the person comes back");
    }

    [Category("RFC 9101 §5.2")]
    [TestCase("object", "application/oauth-authz-req+jwt", Description = "not registered without its fragment")]
    [TestCase("object#other", "application/oauth-authz-req+jwt", Description = "not registered")]
    [TestCase("other", "text/html", Description = "of another type")]
    public async Task A_reference_is_refused_on_a_page(string path, string type)
    {
        place.Holds = (Valid().Sign(), type);

        await browser.GoAsync(ByReference(path));

        AssertShown("invalid_request_uri");
    }

    [Category("RFC 9101 §7")]
    [TestCase("https://localhost:1/other")]
    [TestCase("http://127.0.0.1:1/other")]
    [TestCase("file:///etc/passwd")]
    public async Task An_address_that_is_not_registered_is_never_asked(string address)
    {
        await browser.GoAsync($"/authorize?client_id={ClientId}&request_uri={Uri.EscapeDataString(address)}");

        AssertShown("invalid_request_uri");
    }

    [Test, Category("RFC 9101 §5")]
    public async Task Object_and_reference_exclude_each_other()
    {
        await browser.GoAsync(ByValue(Valid()) + "&request_uri=" + Uri.EscapeDataString(place.Address + "other"));

        AssertShown("invalid_request");
    }

    [Test, Category("RFC 9101 §10.5")]
    public async Task A_client_that_has_to_sign_is_told_when_it_does_not()
    {
        using var strict = Party(Strict);

        var answer = await strict.AskAsync(browser);
        Assert.That((answer["error"], answer["state"]), Is.EqualTo(("invalid_request", strict.State)));

        var pushed = await strict.PushAsync();
        Assert.That((pushed.Status, pushed.Error), Is.EqualTo((400, "invalid_request")));
    }

    [Test, Category("RFC 9101 §10.5")]
    public async Task A_client_that_has_to_sign_may_push_and_needs_no_object_when_the_person_arrives()
    {
        using var strict = Party(Strict);
        var pushed = await strict.PostAsync("/par", [("request", Valid(strict).Sign())]);

        await browser.GoAsync(strict.PushedQuery(pushed));
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));

        Assert.That(strict.Answer(browser), Does.ContainKey("code"));
    }

    private static IEnumerable<TestCaseData> Unsigned()
    {
        yield return Row("key is nobody's", r => r with { Key = SigningKey.Generate("PS256") });
        yield return Row("key is another client's", r => r with { Key = Installation.ClientKeys["RS256"] });
        yield return Row("typ is an access token's", r => r with { Type = "at+jwt" });
        yield return Row("typ is a proof's", r => r with { Type = "dpop+jwt" });
    }

    [Category("RFC 9101 §10.8")]
    [TestCase("at+jwt", null)]
    [TestCase("dpop+jwt", null)]
    [TestCase("logout+jwt", null)]
    [TestCase("secevent+jwt", null)]
    [TestCase("JWT", ClientId, Description = "a client assertion that says more")]
    public async Task Another_kind_of_JWT_is_no_request_object(string type, string? subject)
    {
        var answer = await party.PostAsync("/par", [("request", (Valid() with { Type = type, Subject = subject }).Sign())]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")), answer.Body);
    }

    [Test, Category("RFC 9101 §10.8")]
    public async Task A_client_assertion_is_no_request_object()
    {
        var signing = Installation.Signing("ES256", Issuer);
        var assertion = new ClientAssertion(Installation.ClientKeys["ES256"], signing.ClientId, IssuerName, Clock.GetUtcNow());

        var answer = await signing.PostAsync("/par", [("request", assertion.Sign()), .. ClientAssertion.Fields((assertion with { Id = "another" }).Sign())]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")), answer.Body);
    }

    private static IEnumerable<TestCaseData> Signed()
    {
        yield return Row("iss is another", r => r with { Issuer = "portal" });
        yield return Row("iss is absent", r => r with { Issuer = null });
        yield return Row("aud is another", r => r with { Audiences = ["https://elsewhere.example"] });
        yield return Row("aud is the token endpoint", r => r with { Audiences = [r.Audience + "/token"] });
        yield return Row("aud is an empty list", r => r with { Audiences = [] });
        yield return Row("client_id is another", r => r.Changed("client_id", "portal"));
        yield return Row("client_id is absent", r => r.Changed("client_id", null));
        yield return Row("sub is the client_id, as in an assertion", r => r with { Subject = ClientId });
        yield return Row("exp was 16 seconds ago", r => r with { Expires = -16 });
        yield return Row("exp is no number", r => r with { Expires = null, More = new Dictionary<string, string> { ["exp"] = "\"soon\"" } });
        yield return Row("nbf is 62 seconds ahead", r => r with { NotBefore = 62 });
        yield return Row("iat is 62 seconds ahead", r => r with { IssuedAt = 62 });
        yield return Row("request is inside", r => r.Changed("request", "x"));
        yield return Row("request_uri is inside", r => r.Changed("request_uri", "https://client.example/"));
    }

    [TestCaseSource(nameof(Unsigned)), TestCaseSource(nameof(Signed)), Category("RFC 9101 §6.2")]
    public async Task A_push_is_refused_with_invalid_request_object_whose(Func<SignedRequest, SignedRequest> change)
    {
        var answer = await party.PostAsync("/par", [("request", change(Valid()).Sign())]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")), answer.Body);
    }

    [TestCaseSource(nameof(Unsigned)), Category("RFC 9101 §6.2")]
    public async Task Nobody_is_redirected_by_an_object_whose(Func<SignedRequest, SignedRequest> change)
    {
        await browser.GoAsync(ByValue(change(Valid())) + "&redirect_uri=" + Uri.EscapeDataString(party.RedirectUri));

        AssertShown("invalid_request_object");
    }

    [TestCaseSource(nameof(Signed)), Category("RFC 9101 §7")]
    public async Task The_client_is_told_with_its_state_of_its_own_object_whose(Func<SignedRequest, SignedRequest> change)
    {
        await browser.GoAsync(ByValue(change(Valid().Changed("state", "inside"))));

        var answer = party.Answer(browser);
        Assert.That((answer["error"], answer["state"], answer["iss"]), Is.EqualTo(("invalid_request_object", "inside", IssuerName)));
    }

    [Test, Category("RFC 9101 §7")]
    public async Task A_wrong_object_does_not_lead_to_a_redirect_uri_that_is_not_registered()
    {
        await browser.GoAsync(ByValue((Valid() with { Expires = -60 }).Changed("redirect_uri", "https://evil.example/")));

        AssertShown("invalid_request");
    }

    [Category("RFC 8725 §3.1")]
    [TestCase("""{"alg":"none"}""")]
    [TestCase("""{"alg":"nOnE","typ":"oauth-authz-req+jwt"}""")]
    [TestCase("""{"alg":"HS256"}""")]
    [TestCase("""{"alg":"PS256"}""")]
    [TestCase("""{"alg":"PS256","crit":["exp"]}""")]
    public async Task An_object_that_nobody_signed_is_refused(string header)
    {
        var unsigned = CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(header)) + "." + Valid().Sign().Split('.')[1] + ".";

        var answer = await party.PostAsync("/par", [("request", unsigned)]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")));
    }

    [Category("RFC 9101 §6.1")]
    [TestCase("a.b.c.d.e")]
    [TestCase("not a JWT")]
    [TestCase("a.b.c")]
    [TestCase("..")]
    public async Task What_is_no_signed_object_is_refused(string request)
    {
        var answer = await party.PostAsync("/par", [("request", request)]);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request_object")));
    }

    [Test, Category("RFC 9101 §4")]
    public async Task The_audience_may_be_a_list_and_the_type_may_be_left_out()
    {
        var request = Valid() with { Audiences = [IssuerName, "https://elsewhere.example"], Type = null, NotBefore = 8, Subject = "somebody" };

        Assert.That((await party.PostAsync("/par", [("request", request.Sign())])).Status, Is.EqualTo(201));
    }

    [Test, Category("OpenID Connect Registration §2")]
    public async Task A_client_is_held_to_the_algorithm_that_it_registered()
    {
        using var strict = Party(Strict);
        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportPkcs8PrivateKey(Key.ExportPkcs8(), out _);

        var parts = Valid(strict).Sign().Split('.');
        var header = CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes("""{"alg":"RS256"}"""));
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(header + "." + parts[1]), System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        var answer = await strict.PostAsync("/par", [("request", header + "." + parts[1] + "." + CanonicalBase64Url.Encode(signature))]);

        Assert.That(answer.Error, Is.EqualTo("invalid_request_object"));
    }

    private RelyingParty Party(string id) => new(Issuer, id, Installation.Secret, "http://localhost:9111/callback", "openid profile");

    private SignedRequest Valid(RelyingParty? of = null) => new(Key, (of ?? party).ClientId, IssuerName, Clock.GetUtcNow(), (of ?? party).AuthorizeParameters());

    private static string ByValue(SignedRequest request) => $"/authorize?client_id={request.ClientId}&request={request.Sign()}";

    private string ByReference(string path) => $"/authorize?client_id={ClientId}&request_uri={Uri.EscapeDataString(place.Address + path)}";

    private async Task<Dictionary<string, string>> SignInAsync()
    {
        await browser.PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        return party.Answer(browser);
    }

    private void AssertShown(string code) =>
        Assert.Multiple(() =>
        {
            Assert.That(browser.Left, Is.Null, "never a redirect");
            Assert.That(browser.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(browser.TextOf("error-code"), Is.EqualTo(code));
        });

    private static TestCaseData Row(string name, Func<SignedRequest, SignedRequest> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
