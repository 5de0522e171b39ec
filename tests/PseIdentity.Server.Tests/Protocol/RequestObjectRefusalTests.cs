using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Request objects that are not the client's, or not for this provider, or not for now (RFC 9101 §6, §7, §10.8).</summary>
internal sealed class RequestObjectRefusalTests : RequestObjectFixture
{
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

    private static TestCaseData Row(string name, Func<SignedRequest, SignedRequest> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
