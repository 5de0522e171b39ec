using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>ID tokens with one thing wrong each (OpenID Connect Core §3.1.3.7).</summary>
internal sealed class IdTokenRefusalTests : UpstreamFixture
{
    // claim, value as JSON (null: missing), the refusal
    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("iss", "\"https://elsewhere.example\"", "federation.issuer_mismatch")]
    [TestCase("iss", null, "federation.issuer_mismatch")]
    [TestCase("aud", "\"another-client\"", "federation.audience_mismatch")]
    [TestCase("aud", null, "federation.audience_mismatch")]
    [TestCase("aud", "[\"pse-identity\", 7]", "federation.audience_mismatch")]
    [TestCase("aud", "[\"pse-identity\", \"another-client\"]", "federation.audience_mismatch")]
    [TestCase("azp", "\"another-client\"", "federation.audience_mismatch")]
    [TestCase("azp", "7", "federation.audience_mismatch")]
    [TestCase("nonce", "\"another-nonce\"", "federation.request_mismatch")]
    [TestCase("nonce", null, "federation.request_mismatch")]
    [TestCase("exp", "1", "federation.expired")]
    [TestCase("exp", null, "federation.expired")]
    [TestCase("exp", "\"tomorrow\"", "federation.expired")]
    [TestCase("iat", null, "federation.expired")]
    [TestCase("iat", "4000000000", "federation.expired")]
    [TestCase("iat", "1000000000", "federation.expired")]
    [TestCase("nbf", "4000000000", "federation.expired")]
    [TestCase("sub", null, "federation.subject_missing")]
    [TestCase("sub", "\"\"", "federation.subject_missing")]
    [TestCase("sub", "7", "federation.subject_missing")]
    [TestCase("sub", "\"zoë\"", "federation.subject_missing")]
    [TestCase("at_hash", "\"AAAAAAAAAAAAAAAAAAAAAA\"", "federation.answer_malformed")]
    [TestCase("at_hash", "null", "federation.answer_malformed")]
    [TestCase("auth_time", "\"noon\"", "federation.answer_malformed")]
    [TestCase("auth_time", "4000000000", "federation.authentication_insufficient")]
    [TestCase("events", "{}", "federation.answer_malformed")]
    public async Task A_claim_that_is_wrong_lets_nobody_in(string claim, string? value, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Company.IdToken = claims =>
        {
            claims.Remove(claim);
            if (value is not null)
                claims[claim] = JsonNode.Parse(value);
        };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo(refusal));
    }

    [Test, Category("OpenID Connect Core §3.1.3.7")]
    public async Task A_subject_may_be_255_characters_long_and_no_longer()
    {
        await using var there = await NewSignInAsync();
        there.Company.IdToken = claims => claims["sub"] = new string('s', 255);
        Assert.That((await there.RunAsync()).Subject, Has.Length.EqualTo(255));

        there.Company.IdToken = claims => claims["sub"] = new string('s', 256);
        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.subject_missing"));
    }

    [Test, Category("OpenID Connect Core §3.1.3.7")]
    public async Task Several_audiences_are_accepted_where_azp_is_us()
    {
        await using var there = await NewSignInAsync();
        there.Company.IdToken = claims => { claims["aud"] = new JsonArray("reports", CompanyProvider.ClientId); claims["azp"] = CompanyProvider.ClientId; };

        Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
    }

    [Test, Category("OpenID Connect Core §3.1.3.7")]
    public async Task Clocks_may_differ_by_a_minute()
    {
        await using var there = await NewSignInAsync();
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        there.Company.IdToken = claims => { claims["iat"] = now + 59; claims["exp"] = now - 59; };

        Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
    }

    private static readonly TestCaseData[] Forgeries =
    [
        Forged("of a key that the company has not", claims => SignedByHand.By(CompanyProvider.SecondKey, claims)),
        Forged("of another key under the company's key id", claims => SignedByHand.With(Header("RS256"), claims, CompanyProvider.SecondKey)),
        Forged("of nobody, alg none", claims => SignedByHand.With(Header("none"), claims, _ => [])),
        Forged("of nobody, alg RS256", claims => SignedByHand.With(Header("RS256"), claims, _ => [])),
        Forged("by the public key as an HMAC secret", claims => SignedByHand.With(Header("HS256"), claims, data => HMACSHA256.HashData(PublicKey(), data))),
        Forged("by the client secret", claims => SignedByHand.With(Header("HS256"), claims, data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(CompanyProvider.Secret), data))),
        Forged("with an algorithm that the company does not announce", claims => SignedByHand.With(Header("RS512"), claims, CompanyProvider.FirstKey)),
        Forged("with a key in the header", claims => SignedByHand.With(WithKey(), claims, CompanyProvider.SecondKey)),
    ];

    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCaseSource(nameof(Forgeries))]
    public async Task A_signature_that_is_not_the_companys_lets_nobody_in(Func<JsonObject, string> sign)
    {
        await using var there = await NewSignInAsync();
        there.Company.Sign = sign;

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.token_signature"));
    }

    [Category("OpenID Connect Core §3.1.3.7")]
    [TestCase("logout+jwt")]
    [TestCase("at+jwt")]
    public async Task A_token_of_another_type_is_no_ID_token(string type)
    {
        await using var there = await NewSignInAsync();
        there.Company.Sign = claims => SignedByHand.By(CompanyProvider.FirstKey, claims, type);

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.answer_malformed"));
    }

    [Test, Category("OpenID Connect Core §10.2")]
    public async Task A_token_encrypted_for_somebody_else_is_refused()
    {
        await using var there = await NewSignInAsync();
        there.Company.Sign = claims => TestRecipient.For("RSA-OAEP-256").Encrypt(SignedByHand.By(CompanyProvider.FirstKey, claims));

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.token_decryption"));
    }

    [Category("OpenID Connect Core §3.1.2.1")]
    [TestCase(300L, false, -400, false)]
    [TestCase(300L, false, -300, true)]
    [TestCase(300L, false, null, false)]
    [TestCase(0L, false, -90, false)]
    [TestCase(null, true, -90, false)]
    [TestCase(null, true, 0, true)]
    [TestCase(null, false, -90000, true)]
    public async Task How_long_ago_somebody_proved_themselves_is_looked_at(long? maxAge, bool force, int? provedAt, bool isAccepted)
    {
        await using var there = await NewSignInAsync();
        there.Ask = there.Ask with { MaxAge = maxAge, ForceLogin = force };
        there.Company.IdToken = claims =>
        {
            claims.Remove("auth_time");
            if (provedAt is { } seconds)
                claims["auth_time"] = Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;
        };

        if (isAccepted)
            Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
        else
            Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.authentication_insufficient"));
    }

    private static TestCaseData Forged(string name, Func<JsonObject, string> sign) => new TestCaseData(sign).SetName("A_signature " + name);

    private static JsonObject Header(string alg) => new() { ["alg"] = alg, ["kid"] = CompanyProvider.FirstKey.KeyId };

    private static JsonObject WithKey()
    {
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
            CompanyProvider.SecondKey.PublicKey.WriteTo(json);
        return new JsonObject { ["alg"] = "RS256", ["jwk"] = JsonNode.Parse(stream.ToArray()) };
    }

    private static byte[] PublicKey()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(CompanyProvider.FirstKey.ExportPkcs8(), out _);
        return Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
    }
}
