using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.Clients;

/// <summary>What a client may register about signed and encrypted answers.</summary>
public sealed class EncryptionRulesTests
{
    private const string Secret = "a-secret-of-more-than-32-characters-00";

    private static ClientMetadata Valid => new()
    {
        RedirectUris = ["https://portal.example/callback"],
        Jwks = StrictJson.TryParseObject(System.Text.Encoding.UTF8.GetBytes(TestRecipient.For("ECDH-ES").Jwks)),
        IdTokenEncryptedResponseAlg = "ECDH-ES",
        IdTokenEncryptedResponseEnc = "A256GCM",
        UserinfoSignedResponseAlg = "RS256",
        UserinfoEncryptedResponseAlg = "ECDH-ES+A256KW",
        IntrospectionSignedResponseAlg = "ES256",
        IntrospectionEncryptedResponseAlg = "ECDH-ES",
    };

    [Test]
    public void These_are_accepted() => Assert.That(Broken(Valid), Is.Empty);

    [Test, Category("OpenID Connect Registration §2")]
    public void Keys_behind_an_address_are_looked_at_later() =>
        Assert.That(Broken(Valid with { Jwks = null, JwksUri = "https://portal.example/jwks" }), Is.Empty);

    [Test, Category("OpenID Connect Registration §2")]
    public void Each_of_these_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(Broken(Valid with { IdTokenEncryptedResponseAlg = "RSA1_5" }), Does.Contain(("id_token_encrypted_response_alg", "value.unknown")));
        Assert.That(Broken(Valid with { IdTokenEncryptedResponseAlg = "dir" }), Does.Contain(("id_token_encrypted_response_alg", "value.unknown")));
        Assert.That(Broken(Valid with { IdTokenEncryptedResponseEnc = "A128KW" }), Is.EqualTo(new[] { ("id_token_encrypted_response_enc", "value.unknown") }));
        Assert.That(Broken(Valid with { IdTokenEncryptedResponseAlg = null }), Is.EqualTo(new[] { ("id_token_encrypted_response_alg", "encryption.alg_missing") }));
        Assert.That(Broken(Valid with { UserinfoSignedResponseAlg = "none" }), Is.EqualTo(new[] { ("userinfo_signed_response_alg", "value.unknown") }));
        Assert.That(Broken(Valid with { IntrospectionSignedResponseAlg = "HS256" }), Is.EqualTo(new[] { ("introspection_signed_response_alg", "value.unknown") }));
        Assert.That(Broken(Valid with { UserinfoEncryptedResponseAlg = "RSA-OAEP-256" }), Is.EqualTo(new[] { ("jwks", "jwks.encryption") }), "no key of that type");
        Assert.That(Broken(Valid with { Jwks = null }), Does.Contain(("jwks", "jwks.missing")));
    });

    [TestCase("HS256", true)]
    [TestCase("HS512", false)]
    [TestCase("RS256", false)]
    [Category("RFC 7518 §3.2")]
    public void A_secret_for_client_secret_jwt_is_as_long_as_its_hash(string algorithm, bool accepted) =>
        Assert.That(Broken(new ClientMetadata { RedirectUris = ["https://portal.example/callback"], TokenEndpointAuthMethod = "client_secret_jwt", TokenEndpointAuthSigningAlg = algorithm }).Count == 0, Is.EqualTo(accepted));

    private static IReadOnlyList<(string, string)> Broken(ClientMetadata client) => [.. MemoryProtocol.ClientRules().Check(client, Secret).Select(broken => (broken.Member, broken.Rule))];
}
