using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>Each pair of algorithms that the metadata lists encrypts the answers that it is listed for, and no other does.</summary>
internal sealed class AdvertisedEncryptionTests : AdvertisedFixture
{
    private static readonly string[] Answers = ["id_token", "userinfo", "authorization", "introspection"];

    // RFC 7518 §4.1 and §5.1.
    private static readonly string[] StandardAlgorithms =
    [
        "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "A128KW", "A192KW", "A256KW", "dir", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW",
        "A128GCMKW", "A192GCMKW", "A256GCMKW", "PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW",
    ];

    private static readonly string[] StandardEncryptions = ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"];

    private Dictionary<string, Func<RelyingParty, Task<string>>> Encrypted => new()
    {
        ["id_token"] = async client => (await TokensAsync(client)).IdToken,
        ["userinfo"] = async client => (await client.UserInfoAsync((await TokensAsync(client)).AccessToken)).Body,
        ["authorization"] = async client => (await client.AskAsync(Alice, ("response_mode", "jwt")))["response"],
        ["introspection"] = IntrospectionAsync,
    };

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With([.. EncryptionAlgorithms.KeyManagement.SelectMany(alg => EncryptionAlgorithms.Content.Select(enc => Client(alg, enc)))]),
    };

    private static IEnumerable<TestCaseData> Pairs =>
        from answer in Answers
        from alg in DiscoveryDocument.Of(answer + "_encryption_alg_values_supported")
        from enc in DiscoveryDocument.Of(answer + "_encryption_enc_values_supported")
        select new TestCaseData(answer, alg, enc);

    [TestCaseSource(nameof(Pairs)), Category("OpenID Connect Core §10.2")]
    public async Task This_is_encrypted_with(string answer, string alg, string enc)
    {
        var jwe = await Encrypted[answer](new RelyingParty(Issuer, NameOf(alg, enc), Installation.Secret, "http://localhost:9122/callback", "openid email"));

        var outer = Jwe.Decrypt(jwe, TestRecipient.For(alg).Private);
        Assert.That(outer, Is.Not.Null, jwe);
        Assert.That((outer!.Header.GetString("alg"), outer.Header.GetString("enc")), Is.EqualTo((alg, enc)));
    }

    private static IEnumerable<TestCaseData> OtherAlgorithms =>
        from answer in Answers
        from alg in DiscoveryDocument.NotOf(answer + "_encryption_alg_values_supported", StandardAlgorithms)
        select new TestCaseData(answer, alg);

    private static IEnumerable<TestCaseData> OtherEncryptions =>
        from answer in Answers
        from enc in DiscoveryDocument.NotOf(answer + "_encryption_enc_values_supported", StandardEncryptions)
        select new TestCaseData(answer, enc);

    [TestCaseSource(nameof(OtherAlgorithms)), Category("OpenID Connect Registration §2")]
    public Task No_client_gets_this_for_a_key_by(string answer, string alg) =>
        AssertNotRegistrableAsync(answer + "_encrypted_response_alg", (answer + "_encrypted_response_alg", alg), Keys);

    [TestCaseSource(nameof(OtherEncryptions)), Category("OpenID Connect Registration §2")]
    public Task No_client_gets_this_encrypted_with(string answer, string enc) =>
        AssertNotRegistrableAsync(answer + "_encrypted_response_enc", (answer + "_encrypted_response_alg", "ECDH-ES"), (answer + "_encrypted_response_enc", enc), Keys);

    [Test, Category("OpenID Connect Core §6.1")]
    public async Task Encrypted_request_objects_are_not_offered_and_not_read()
    {
        Assert.That(DiscoveryDocument.Json.EnumerateObject().Select(m => m.Name), Has.None.StartsWith("request_object_encryption_"));

        await Alice.GoAsync($"/authorize?client_id=portal&request={TestRecipient.For("ECDH-ES").Encrypt("{}")}");

        Assert.That((Alice.PageName, Alice.TextOf("error-code")), Is.EqualTo(("error", "invalid_request_object")));
    }

    private static (string, JsonNode?) Keys => ("jwks", JsonNode.Parse($$"""{"keys":[{{TestRecipient.For("RSA-OAEP-256").PublicJwk}},{{TestRecipient.For("ECDH-ES").PublicJwk.Replace("enc-1", "enc-2", StringComparison.Ordinal)}}]}"""));

    private async Task<TokenAnswer> TokensAsync(RelyingParty client) => await client.RedeemAsync((await client.AskAsync(Alice))["code"]);

    private static async Task<string> IntrospectionAsync(RelyingParty client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, client.OnNode("/introspect")) { Content = new FormUrlEncodedContent([new("token", "unknown")]) };
        request.Headers.Authorization = RelyingParty.Basic(client.ClientId, Installation.Secret);
        request.Headers.Add("Accept", "application/token-introspection+jwt");
        return (await client.SendAsync(request)).Body;
    }

    private static string NameOf(string alg, string enc) => $"sealed-{alg}-{enc}";

    private static string Client(string alg, string enc)
    {
        var members = Answers.Select(answer => $"""
            "{answer}_encrypted_response_alg": "{alg}", "{answer}_encrypted_response_enc": "{enc}"
            """);
        return $$"""
            { "client_id": "{{NameOf(alg, enc)}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9122/callback"], "scope": "openid email",
              "consent": "implicit", "jwks": {{TestRecipient.For(alg).Jwks}}, {{string.Join(", ", members)}} }
            """;
    }
}
