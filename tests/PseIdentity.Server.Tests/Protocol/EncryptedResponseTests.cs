using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>ID tokens and userinfo that are encrypted to the client, and userinfo that is signed (OpenID Connect Core §2, §5.3.2, §10.2).</summary>
internal sealed class EncryptedResponseTests : ProviderFixture
{
    private static readonly TestRecipient Curve = TestRecipient.For("ECDH-ES");
    private static readonly TestRecipient Rsa = TestRecipient.For("RSA-OAEP-256");

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(
            Client("id-token-curve", Curve, """ "id_token_encrypted_response_alg": "ECDH-ES", "id_token_encrypted_response_enc": "A256GCM" """),
            Client("id-token-rsa", Rsa, """ "id_token_encrypted_response_alg": "RSA-OAEP-256" """),
            Client("userinfo-signed", Curve, """ "userinfo_signed_response_alg": "RS256" """),
            Client("userinfo-encrypted", Rsa, """ "userinfo_encrypted_response_alg": "RSA-OAEP-256", "userinfo_encrypted_response_enc": "A128GCM" """),
            Client("userinfo-both", Curve, """ "userinfo_signed_response_alg": "ES256", "userinfo_encrypted_response_alg": "ECDH-ES+A128KW" """),
            $$"""
            { "client_id": "no-answer", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9120/callback"], "scope": "openid", "consent": "implicit",
              "jwks_uri": "http://127.0.0.1:9/jwks", "id_token_encrypted_response_alg": "ECDH-ES" }
            """),
    };

    [TestCase("id-token-curve", "ECDH-ES", "A256GCM")]
    [TestCase("id-token-rsa", "RSA-OAEP-256", "A128CBC-HS256")]
    [Category("OpenID Connect Core §2")]
    public async Task An_id_token_is_signed_then_encrypted_for_the_client_that_registered_it(string clientId, string alg, string enc)
    {
        var tokens = await TokensAsync(Party(clientId));
        var recipient = TestRecipient.For(alg);
        var outer = Jwe.Decrypt(tokens.IdToken, recipient.Private)!;

        Assert.Multiple(() =>
        {
            Assert.That(outer.Header.GetString("alg"), Is.EqualTo(alg));
            Assert.That(outer.Header.GetString("enc"), Is.EqualTo(enc), "Registration §2: the default is A128CBC-HS256");
            Assert.That(outer.Header.GetString("cty"), Is.EqualTo("JWT"), "RFC 7519 §5.2");
            Assert.That(outer.Header.GetString("kid"), Is.EqualTo("enc-1"));
        });
        var idToken = await new ForeignValidator(Provider).IdTokenAsync(recipient.Decrypt(tokens.IdToken), clientId);
        Assert.That(idToken.Text("nonce"), Is.Not.Empty);
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task A_signed_userinfo_is_a_JWT_with_issuer_and_audience()
    {
        var party = Party("userinfo-signed");
        var tokens = await TokensAsync(party);

        var answer = await party.UserInfoAsync(tokens.AccessToken);

        Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/jwt"));
        Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
        var jwt = new JsonWebToken(answer.Body);
        await AssertSignedAsync(answer.Body, "RS256");
        Assert.Multiple(() =>
        {
            Assert.That(jwt.Issuer, Is.EqualTo(IssuerName));
            Assert.That(jwt.Audiences, Is.EqualTo(new[] { "userinfo-signed" }));
            Assert.That(jwt.Subject, Is.EqualTo(new JsonWebToken(tokens.IdToken).Subject));
            Assert.That(jwt.Text("email"), Is.EqualTo("alice@example.com"));
            Assert.That(jwt.Names(), Does.Not.Contain("nonce"));
            Assert.That(jwt.Typ, Is.Null.Or.Empty, "it is not taken for an ID token");
        });
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task An_encrypted_userinfo_that_is_not_signed_holds_the_claims_themselves()
    {
        var party = Party("userinfo-encrypted");

        var answer = await party.UserInfoAsync((await TokensAsync(party)).AccessToken);

        Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/jwt"));
        Assert.That(Jwe.Decrypt(answer.Body, Rsa.Private)!.Header.Has("cty"), Is.False);
        Assert.That(System.Text.Json.JsonDocument.Parse(Rsa.Decrypt(answer.Body)).RootElement.GetProperty("email").GetString(), Is.EqualTo("alice@example.com"));
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task A_userinfo_that_is_both_is_signed_inside()
    {
        var party = Party("userinfo-both");
        var recipient = TestRecipient.OnCurveOf(Curve, "ECDH-ES+A128KW");

        var answer = await party.UserInfoAsync((await TokensAsync(party)).AccessToken);

        Assert.That(Jwe.Decrypt(answer.Body, recipient)!.Header.GetString("cty"), Is.EqualTo("JWT"));
        var signed = System.Text.Encoding.ASCII.GetString(Jwe.Decrypt(answer.Body, recipient)!.Content);
        await AssertSignedAsync(signed, "ES256");
        Assert.That(new JsonWebToken(signed).Audiences, Is.EqualTo(new[] { "userinfo-both" }));
    }

    [Test, Category("OpenID Connect Core §5.3.3")]
    public async Task A_refusal_of_userinfo_stays_plain()
    {
        var answer = await Party("userinfo-signed").UserInfoAsync("nonsense");

        Assert.That((answer.Status, answer.Error), Is.EqualTo((401, "invalid_token")));
    }

    [Test, Category("OpenID Connect Core §10.2")]
    public async Task Without_a_key_to_encrypt_to_the_code_is_refused_clearly_and_not_used_up()
    {
        using var browser = new HttpBrowser(Issuer);
        var party = new RelyingParty(Issuer, "no-answer", Installation.Secret, "http://localhost:9120/callback", "openid");
        var code = (await party.SignInAsync(browser, "alice", Installation.Password))["code"];

        var first = await party.RedeemAsync(code);
        var second = await party.RedeemAsync(code);

        foreach (var answer in new[] { first, second })
        {
            Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_request")), answer.Body);
            Assert.That(answer.Member("error_description"), Does.Contain("encrypt"));
        }
    }

    private async Task AssertSignedAsync(string jwt, string algorithm)
    {
        var jws = Jws.Parse(jwt)!;
        var key = JwkSet.TryParse(await Provider.Http.GetByteArrayAsync("/.well-known/jwks.json"))!.Candidates(jws.KeyId, algorithm).Single();
        Assert.That(jws.IsSignedBy(VerificationKey.Create(key, algorithm)!), Is.True);
    }

    private RelyingParty Party(string clientId) => new(Issuer, clientId, Installation.Secret, "http://localhost:9120/callback", "openid email");

    private async Task<TokenAnswer> TokensAsync(RelyingParty party)
    {
        using var browser = new HttpBrowser(Issuer);
        return await party.TokensAsync(browser, "alice", Installation.Password);
    }

    private static string Client(string id, TestRecipient recipient, string members) => $$"""
        { "client_id": "{{id}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9120/callback"], "scope": "openid email",
          "consent": "implicit", "jwks": {{recipient.Jwks}}, {{members}} }
        """;
}
