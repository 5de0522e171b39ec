using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Signed request objects (RFC 9101, OpenID Connect Core §6): by value, pushed, and by reference.</summary>
internal sealed class RequestObjectTests : RequestObjectFixture
{
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
}
