using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>Which proofs are believed, when, and how often (RFC 9449 §4.3, §8, §11.1).</summary>
internal sealed class DpopProofUseTests : DpopFixture
{
    [Category("RFC 9449 §4.3")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    [TestCase("RS256")]
    public async Task A_proof_is_accepted_that_is_signed_with(string algorithm)
    {
        portal.Dpop = DpopKey.Generate(algorithm);

        Assert.That((await ClientTokenAsync(portal)).Status, Is.EqualTo(200));
    }

    [Category("RFC 9449 §4.3")]
    [TestCase("?query=1")]
    [TestCase("#fragment")]
    [TestCase("?a=b#c")]
    public async Task Query_and_fragment_of_htu_do_not_count(string more) =>
        Assert.That((await WithProofAsync(p => p.Claims["htu"] += more)).Status, Is.EqualTo(200));

    [Test, Category("RFC 9449 §4.3")]
    public async Task The_htu_is_normalised_before_it_is_compared()
    {
        Assert.That((await WithProofAsync(p => p.Claims["htu"] = p.Claims["htu"]!.GetValue<string>().Replace("http://", "HTTP://", StringComparison.Ordinal))).Status, Is.EqualTo(200));
        Assert.That((await WithProofAsync(p => p.Claims["htu"] = p.Claims["htu"]!.GetValue<string>().Replace("/token", "/x/../%74oken", StringComparison.Ordinal))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §4.2")]
    public async Task Further_claims_and_header_parameters_do_not_count() =>
        Assert.That((await WithProofAsync(p =>
        {
            p.Header["extra"] = 1;
            p.Claims["extra"] = "x";
            p.Claims["nbf"] = p.Claims["iat"]!.DeepClone();
            p.Claims["exp"] = 1;
        })).Status, Is.EqualTo(200));

    [Category("RFC 9449 §11.1")]
    [TestCase(-59, 200)]
    [TestCase(-10, 200)]
    [TestCase(8, 200)]
    [TestCase(15, 200)]
    [TestCase(-61, 400)]
    [TestCase(17, 400)]
    [TestCase(-3600, 400)]
    [TestCase(3600, 400)]
    public async Task A_proof_without_a_nonce_is_believed_by_its_time(int seconds, int status)
    {
        Pass(100);
        var answer = await WithProofAsync(p => p.Claims["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds() + seconds);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        if (status == 400)
            Assert.That(answer.Error, Is.EqualTo("invalid_dpop_proof"));
    }

    [Test, Category("RFC 9449 §8")]
    public async Task Whoever_proves_a_key_is_offered_a_nonce_on_success_and_on_refusal()
    {
        Assert.That((await ClientTokenAsync(portal)).Headers, Does.ContainKey("DPoP-Nonce"));
        var refused = await WithProofAsync(p => p.Claims["htm"] = "GET");
        Assert.That((refused.Error, refused.Headers.ContainsKey("DPoP-Nonce")), Is.EqualTo(("invalid_dpop_proof", true)));
    }

    [Test, Category("RFC 9449 §8")]
    public async Task A_nonce_stands_for_the_time_so_that_a_client_with_a_wrong_clock_gets_its_tokens()
    {
        await ClientTokenAsync(portal);

        var answer = await WithProofAsync(p => p.Claims["iat"] = 1_000_000_000, portal.DpopNonce);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test, Category("RFC 9449 §8")]
    public async Task A_nonce_is_good_for_a_minute_and_never_after_two()
    {
        await ClientTokenAsync(portal);
        var nonce = portal.DpopNonce;

        Pass(59);
        Assert.That((await WithProofAsync(_ => { }, nonce)).Status, Is.EqualTo(200));
        Pass(121 - 59);
        var late = await WithProofAsync(_ => { }, nonce);
        Assert.That((late.Status, late.Error), Is.EqualTo((400, "use_dpop_nonce")));
        Assert.That(late.Headers["DPoP-Nonce"], Is.Not.EqualTo(nonce));
    }

    [Test, Category("RFC 9449 §9")]
    public async Task Userinfo_asks_for_another_nonce_with_a_challenge()
    {
        var token = (await TokensAsync(app)).AccessToken;
        app.DpopNonce = "not-one-of-ours";

        var answer = await app.UserInfoAsync("DPoP", token, app.Proof("GET", "/userinfo", token).Sign());

        Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "use_dpop_nonce")));
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("DPoP ").And.Contain("error=\"use_dpop_nonce\""));
        Assert.That((await app.UserInfoAsync(token)).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 9449 §11.1")]
    public async Task A_proof_works_once_at_each_endpoint()
    {
        var proof = portal.Proof("POST", "/token").Sign();

        Assert.That((await SendAsync(proof)).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(proof)).Error, Is.EqualTo("invalid_dpop_proof"));
    }

    private Task<TokenAnswer> WithProofAsync(Action<DpopDraft> change, string? nonce = null)
    {
        portal.DpopNonce = nonce;
        var draft = portal.Proof("POST", "/token");
        change(draft);
        return SendAsync(draft.Sign());
    }

    private Task<TokenAnswer> SendAsync(string proof) =>
        portal.PostWithProofAsync("/token", new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, proof);
}
