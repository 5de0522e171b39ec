using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>Each algorithm that the metadata lists signs what the list is about, and no other does.</summary>
internal sealed class AdvertisedSignaturesTests : AdvertisedFixture
{
    // RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2.2.
    private static readonly string[] Standard =
        ["none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "Ed448", "ES256K"];

    // What the key of the client signing-RS256 can be made to sign with.
    private static readonly string[] OfAnRsaKey = ["none", "HS256", "HS384", "HS512", "RS384", "RS512", "PS384", "PS512"];

    private static readonly string[] Endpoints = ["token", "introspection", "revocation"];

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
        [
            .. Installation.Algorithms.Select(Answered),
            .. Installation.ClientAlgorithms.Select(Asking),
        ]),
    };

    private static IEnumerable<TestCaseData> AssertionAlgorithms =>
        from endpoint in Endpoints
        from algorithm in DiscoveryDocument.Of(endpoint + "_endpoint_auth_signing_alg_values_supported")
        select new TestCaseData(endpoint, algorithm);

    private static IEnumerable<TestCaseData> OtherAssertionAlgorithms =>
        from endpoint in Endpoints
        from algorithm in OfAnRsaKey
        select new TestCaseData(endpoint, algorithm);

    [TestCaseSource(nameof(AssertionAlgorithms)), Category("RFC 7523 §3")]
    public async Task An_assertion_is_accepted_that_is_signed_with(string endpoint, string algorithm)
    {
        var (client, assertion) = algorithm.StartsWith("HS", StringComparison.Ordinal)
            ? (new RelyingParty(Issuer, "mac-service", null, "", ""), MacAssertion(algorithm))
            : (Installation.Signing(algorithm, Issuer), Assertion(algorithm).Sign());

        var answer = await AskAsync(client, endpoint, assertion);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    // HMAC is for clients with a secret: one with a key pair cannot be impersonated by whoever knows its public half.
    [TestCaseSource(nameof(OtherAssertionAlgorithms)), Category("RFC 8725 §2.1")]
    public async Task An_assertion_is_refused_that_is_signed_with(string endpoint, string algorithm) =>
        Assert.That((await AskAsync(Installation.Signing("RS256", Issuer), endpoint, SignedElsewhere(algorithm))).Error, Is.EqualTo("invalid_client"));

    private static IEnumerable<string> IdTokenAlgorithms => DiscoveryDocument.Of("id_token_signing_alg_values_supported");

    [TestCaseSource(nameof(IdTokenAlgorithms)), Category("OpenID Connect Core §3.1.3.7")]
    public async Task An_id_token_is_signed_with(string algorithm)
    {
        var client = Installation.Signing(algorithm, Issuer);

        var tokens = await client.RedeemAsync((await client.AskAsync(Alice))["code"], ClientAssertion.Fields(Assertion(algorithm).Sign()));

        await new ForeignValidator(Provider).IdTokenAsync(tokens.IdToken, client.ClientId, algorithm);
    }

    private static IEnumerable<string> ResponseAlgorithms => DiscoveryDocument.Of("authorization_signing_alg_values_supported");

    [TestCaseSource(nameof(ResponseAlgorithms)), Category("JARM §4")]
    public async Task An_authorization_response_is_signed_with(string algorithm)
    {
        var client = Installation.Signing(algorithm, Issuer);

        var response = (await client.AskAsync(Alice, ("response_mode", "jwt")))["response"];

        await new ForeignValidator(Provider).IdTokenAsync(response, client.ClientId, algorithm);
    }

    private static IEnumerable<string> UserInfoAlgorithms => DiscoveryDocument.Of("userinfo_signing_alg_values_supported");

    [TestCaseSource(nameof(UserInfoAlgorithms)), Category("OpenID Connect Core §5.3.2")]
    public async Task Userinfo_is_signed_with(string algorithm)
    {
        var client = AnsweredParty(algorithm);

        var answer = await client.UserInfoAsync((await client.RedeemAsync((await client.AskAsync(Alice))["code"])).AccessToken);

        Assert.That((await VerifiedAsync(answer.Body, algorithm)).Payload.GetString("sub"), Is.Not.Empty);
    }

    private static IEnumerable<string> IntrospectionAlgorithms => DiscoveryDocument.Of("introspection_signing_alg_values_supported");

    [TestCaseSource(nameof(IntrospectionAlgorithms)), Category("RFC 9701 §7")]
    public async Task Introspection_is_signed_with(string algorithm)
    {
        var client = AnsweredParty(algorithm);
        using var request = new HttpRequestMessage(HttpMethod.Post, client.OnNode("/introspect")) { Content = new FormUrlEncodedContent([new("token", "unknown")]) };
        request.Headers.Authorization = RelyingParty.Basic(client.ClientId, Installation.Secret);
        request.Headers.Add("Accept", "application/token-introspection+jwt");

        var answer = await client.SendAsync(request);

        Assert.That((await VerifiedAsync(answer.Body, algorithm)).Payload.GetString("aud"), Is.EqualTo(client.ClientId));
    }

    private static IEnumerable<TestCaseData> OtherAnswerAlgorithms =>
        from answer in new[] { "id_token", "authorization", "userinfo", "introspection" }
        from algorithm in DiscoveryDocument.NotOf(answer + "_signing_alg_values_supported", Standard)
        select new TestCaseData(answer, algorithm);

    [TestCaseSource(nameof(OtherAnswerAlgorithms)), Category("OpenID Connect Registration §2")]
    public Task No_client_gets_this_signed_with(string answer, string algorithm) =>
        AssertNotRegistrableAsync(answer + "_signed_response_alg", (answer + "_signed_response_alg", algorithm));

    private static IEnumerable<string> RequestObjectAlgorithms => DiscoveryDocument.Of("request_object_signing_alg_values_supported");

    [TestCaseSource(nameof(RequestObjectAlgorithms)), Category("RFC 9101 §10.5")]
    public async Task A_request_object_is_read_that_is_signed_with(string algorithm)
    {
        var client = Installation.Signing(algorithm, Issuer);
        var request = new SignedRequest(Installation.ClientKeys[algorithm], client.ClientId, IssuerName, DateTimeOffset.UtcNow, client.AuthorizeParameters());

        await Alice.GoAsync($"/authorize?client_id={client.ClientId}&request={request.Sign()}");

        Assert.That(client.Answer(Alice), Does.ContainKey("code"));
    }

    [TestCaseSource(nameof(OfAnRsaKey)), Category("RFC 9101 §10.5")]
    public async Task A_request_object_is_refused_that_is_signed_with(string algorithm)
    {
        await Alice.GoAsync($"/authorize?client_id=signing-RS256&request={SignedElsewhere(algorithm)}");

        Assert.That((Alice.PageName, Alice.TextOf("error-code")), Is.EqualTo(("error", "invalid_request_object")));
    }

    private static IEnumerable<string> OtherRequestObjectAlgorithms => DiscoveryDocument.NotOf("request_object_signing_alg_values_supported", Standard);

    [TestCaseSource(nameof(OtherRequestObjectAlgorithms)), Category("OpenID Connect Registration §2")]
    public Task No_client_signs_request_objects_with(string algorithm) => AssertNotRegistrableAsync("request_object_signing_alg",
        ("request_object_signing_alg", algorithm), ("jwks", JsonNode.Parse(Installation.Jwks(Installation.ClientKeys["RS256"]))));

    private static IEnumerable<string> ProofAlgorithms => DiscoveryDocument.Of("dpop_signing_alg_values_supported");

    private static IEnumerable<string> OtherProofAlgorithms => DiscoveryDocument.NotOf("dpop_signing_alg_values_supported", Standard);

    [TestCaseSource(nameof(ProofAlgorithms)), Category("RFC 9449 §5.1")]
    public async Task A_proof_is_accepted_that_is_signed_with(string algorithm)
    {
        var service = Installation.Service(Issuer);
        service.Dpop = DpopKey.Generate(algorithm);

        Assert.That((await service.TokenAsync(("grant_type", "client_credentials"))).Member("token_type"), Is.EqualTo("DPoP"));
    }

    [TestCaseSource(nameof(OtherProofAlgorithms)), Category("RFC 9449 §4.3")]
    public async Task A_proof_is_refused_that_says_it_is_signed_with(string algorithm)
    {
        var service = Installation.Service(Issuer);
        service.Dpop = DpopKey.Generate("RS256");
        Assert.That((await service.TokenAsync(("grant_type", "client_credentials"))).Status, Is.EqualTo(200), "the nonce is known from now on");
        var proof = service.Proof("POST", "/token");
        proof.Header["alg"] = algorithm;

        var answer = await service.PostWithProofAsync("/token", new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, proof.Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_dpop_proof")), answer.Body);
    }

    private static IEnumerable<string> DecoupledAlgorithms => DiscoveryDocument.Of("backchannel_authentication_request_signing_alg_values_supported");

    private static IEnumerable<string> OtherDecoupledAlgorithms => DiscoveryDocument.NotOf("backchannel_authentication_request_signing_alg_values_supported", Standard);

    [TestCaseSource(nameof(DecoupledAlgorithms)), Category("CIBA §7.1.1")]
    public async Task A_decoupled_request_is_read_that_is_signed_with(string algorithm)
    {
        var desk = new RelyingParty(Issuer, "asking-" + algorithm, Installation.Secret, "", "openid");
        var request = new SignedRequest(Installation.ClientKeys[algorithm], desk.ClientId, IssuerName, DateTimeOffset.UtcNow,
            [new("scope", "openid"), new("login_hint", "alice"), new("jti", Guid.NewGuid().ToString("N"))])
        { IssuedAt = 0, Type = "JWT" };

        var answer = await desk.PostAsync("/backchannel_authentication", [("request", request.Sign())]);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [TestCaseSource(nameof(OtherDecoupledAlgorithms)), Category("CIBA §4")]
    public Task No_client_signs_decoupled_requests_with(string algorithm) => AssertNotRegistrableAsync("backchannel_authentication_request_signing_alg",
        ("grant_types", new JsonArray(Decoupled.CibaGrant)), ("response_types", new JsonArray()), ("redirect_uris", null), ("backchannel_token_delivery_mode", "poll"),
        ("backchannel_authentication_request_signing_alg", algorithm), ("jwks", JsonNode.Parse(Installation.Jwks(Installation.ClientKeys["RS256"]))));

    private static Task<TokenAnswer> AskAsync(RelyingParty client, string endpoint, string assertion) => endpoint switch
    {
        "revocation" => client.PostAsync("/revoke", [("token", "unknown"), .. ClientAssertion.Fields(assertion)]),
        "introspection" => client.PostAsync("/introspect", [("token", "unknown"), .. ClientAssertion.Fields(assertion)]),
        _ => client.TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion)]),
    };

    private async Task<Jws> VerifiedAsync(string jwt, string algorithm)
    {
        var jws = Jws.Parse(jwt)!;
        var key = JwkSet.TryParse(await Provider.Http.GetByteArrayAsync("/.well-known/jwks.json"))!.Candidates(jws.KeyId, algorithm).Single();
        Assert.That(jws.IsSignedBy(VerificationKey.Create(key, algorithm)!), Is.True);
        return jws;
    }

    private RelyingParty AnsweredParty(string algorithm) => new(Issuer, "answered-" + algorithm, Installation.Secret, "http://localhost:9121/callback", "openid email");

    private static string Answered(string algorithm) => $$"""
        { "client_id": "answered-{{algorithm}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9121/callback"], "scope": "openid email",
          "consent": "implicit", "userinfo_signed_response_alg": "{{algorithm}}", "introspection_signed_response_alg": "{{algorithm}}" }
        """;

    private static string Asking(string algorithm) => $$"""
        { "client_id": "asking-{{algorithm}}", "client_secret": "{{Installation.Secret}}", "response_types": [], "grant_types": ["{{Decoupled.CibaGrant}}"], "scope": "openid",
          "backchannel_token_delivery_mode": "poll", "backchannel_authentication_request_signing_alg": "{{algorithm}}", "jwks": {{Installation.Jwks(Installation.ClientKeys[algorithm])}} }
        """;
}
