using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary><c>private_key_jwt</c>: an assertion that is valid as it stands, with one thing broken (RFC 7523 §3, OpenID Connect Core §9).</summary>
internal sealed class ClientAssertionTests : ClockedFixture
{
    private const string ClientId = "signing-ES256";

    [Category("OpenID Connect Core §9")]
    [TestCase("RS256")]
    [TestCase("PS256")]
    [TestCase("ES256")]
    [TestCase("EdDSA")]
    [TestCase("Ed25519")]
    public async Task An_assertion_is_accepted_from_a_client_with_a_key_for(string algorithm)
    {
        var clientId = "signing-" + algorithm;
        var assertion = new ClientAssertion(Installation.ClientKeys[algorithm], clientId, IssuerName, Clock.GetUtcNow());

        Assert.That((await SendAsync(assertion.Sign(), clientId)).Status, Is.EqualTo(200));
    }

    public static IEnumerable<TestCaseData> Good()
    {
        yield return Row("aud is the token endpoint", a => a with { Audience = a.Audience + "/token" });
        yield return Row("typ is that of assertions", a => a with { Kind = "client-authentication+jwt" });
        yield return Row("typ is absent", a => a with { Kind = null });
        yield return Row("aud is a list of the issuer", a => a with { Audiences = [a.Audience] });
        yield return Row("aud is a list of issuer and token endpoint", a => a with { Audiences = [a.Audience, a.Audience + "/token"] });
        yield return Row("nbf is 8 seconds ahead", a => a with { NotBefore = 8 });
        yield return Row("iat is 8 seconds ahead", a => a with { IssuedAt = 8 });
        yield return Row("iat is absent", a => a with { IssuedAt = null });
        yield return Row("exp was 8 seconds ago", a => a with { Expires = -8 });
        yield return Row("exp is 5 minutes ahead", a => a with { Expires = 300 });
        yield return Row("iat is half an hour old", a => a with { IssuedAt = -1800 });
    }

    [TestCaseSource(nameof(Good)), Category("RFC 7523 §3")]
    public async Task An_assertion_is_accepted_whose(Func<ClientAssertion, ClientAssertion> change) =>
        Assert.That((await SendAsync(change(Valid()).Sign())).Status, Is.EqualTo(200));

    public static IEnumerable<TestCaseData> Bad()
    {
        yield return Row("aud is another server", a => a with { Audience = "https://elsewhere.example" });
        yield return Row("aud is another endpoint of ours", a => a with { Audience = a.Audience + "/revoke" });
        yield return Row("aud is the endpoint of pushed requests", a => a with { Audience = a.Audience + "/par" });
        yield return Row("aud is a list with the issuer and another server", a => a with { Audiences = [a.Audience, "https://elsewhere.example"] });
        yield return Row("aud is a list with another endpoint of ours", a => a with { Audiences = [a.Audience, a.Audience + "/par"] });
        yield return Row("aud has a slash behind it", a => a with { Audience = a.Audience + "/" });
        yield return Row("aud is a list without us", a => a with { Audiences = ["https://elsewhere.example"] });
        yield return Row("aud is an empty list", a => a with { Audiences = [] });
        yield return Row("exp is absent", a => a with { Expires = null });
        yield return Row("exp was 5 minutes ago", a => a with { Expires = -300 });
        yield return Row("exp was 16 seconds ago", a => a with { Expires = -16 });
        yield return Row("exp is 10 minutes ahead", a => a with { Expires = 600 });
        yield return Row("nbf is 62 seconds ahead", a => a with { NotBefore = 62 });
        yield return Row("iat is 62 seconds ahead", a => a with { IssuedAt = 62 });
        yield return Row("iat is more than an hour old", a => a with { IssuedAt = -3700 });
        yield return Row("iss is another client", a => a with { Issuer = "signing-RS256" });
        yield return Row("iss is absent", a => a with { Issuer = null });
        yield return Row("sub is absent", a => a with { Subject = null });
        yield return Row("sub is another client", a => a with { Subject = "signing-RS256" });
        yield return Row("jti is absent", a => a with { Id = null });
        yield return Row("jti is endless", a => a with { Id = new string('x', 300) });
        yield return Row("typ is that of a request object", a => a with { Kind = "oauth-authz-req+jwt" });
        yield return Row("typ is that of a DPoP proof", a => a with { Kind = "dpop+jwt" });
        yield return Row("typ is that of an access token", a => a with { Kind = "at+jwt" });
        yield return Row("key is another client's", a => a with { Key = Installation.ClientKeys["RS256"] });
        yield return Row("key is nobody's", a => a with { Key = PseIdentity.Protocol.Jose.SigningKey.Generate("ES256") });
    }

    [TestCaseSource(nameof(Bad)), Category("RFC 7523 §3")]
    public async Task An_assertion_is_refused_whose(Func<ClientAssertion, ClientAssertion> change)
    {
        var answer = await SendAsync(change(Valid()).Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "invalid_client")), answer.Body);
    }

    [Test, Category("RFC 7523 §3")]
    public async Task An_assertion_works_once()
    {
        var assertion = Valid().Sign();

        Assert.That((await SendAsync(assertion)).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(assertion)).Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("RFC 7523 §3")]
    public async Task Of_ten_uses_of_one_assertion_at_once_one_succeeds()
    {
        var assertion = Valid().Sign();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(assertion)));

        Assert.That(answers.Count(a => a.Status == 200), Is.EqualTo(1));
    }

    [Test, Category("RFC 7523 §3")]
    public async Task The_same_jti_of_two_clients_is_two_assertions()
    {
        var mine = Valid();
        var theirs = new ClientAssertion(Installation.ClientKeys["RS256"], "signing-RS256", IssuerName, Clock.GetUtcNow()) { Id = mine.Id };

        Assert.That((await SendAsync(mine.Sign())).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(theirs.Sign(), "signing-RS256")).Status, Is.EqualTo(200));
    }

    [Category("RFC 8725 §3.1")]
    [TestCase("""{"alg":"none"}""")]
    [TestCase("""{"alg":"None","typ":"JWT"}""")]
    [TestCase("""{"alg":"HS256"}""")]
    [TestCase("""{"alg":"ES256"}""")]
    [TestCase("""{"alg":"ES256","crit":["exp"]}""")]
    public async Task An_assertion_that_nobody_signed_is_refused(string header) =>
        Assert.That((await SendAsync(Valid().WithoutSignature(header))).Error, Is.EqualTo("invalid_client"));

    [Test, Category("RFC 7521 §4.2")]
    public async Task The_client_id_beside_an_assertion_is_the_same_one()
    {
        var answer = await SendAsync(Valid().Sign(), "signing-RS256");

        Assert.That(answer.Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("RFC 7009 §2.1")]
    public async Task An_assertion_authenticates_at_the_revocation_endpoint_as_well()
    {
        var client = Installation.Signing("ES256", Issuer);

        var answer = await client.PostAsync("/revoke", [("token", "x"), .. ClientAssertion.Fields(Valid().Sign())]);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Category("RFC 7523 §3")]
    [TestCase("", 200)]
    [TestCase("/token", 200)]
    [TestCase("/introspect", 200)]
    [TestCase("/revoke", 401)]
    public async Task Elsewhere_an_assertion_is_for_the_issuer_the_token_endpoint_or_the_very_endpoint(string audience, int status)
    {
        var assertion = Valid() with { Audience = IssuerName + audience };

        var answer = await Installation.Signing("ES256", Issuer).PostAsync("/introspect", [("token", "x"), .. ClientAssertion.Fields(assertion.Sign())]);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
    }

    private ClientAssertion Valid() => new(Installation.ClientKeys["ES256"], ClientId, IssuerName, Clock.GetUtcNow());

    private Task<TokenAnswer> SendAsync(string assertion, string clientId = ClientId) =>
        new RelyingParty(Issuer, clientId, null, "", "payments").TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion)]);

    private static TestCaseData Row(string name, Func<ClientAssertion, ClientAssertion> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
