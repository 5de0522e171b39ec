using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>Encrypted tokens: what is written reads again, and whatever else may arrive is refused in one way.</summary>
public sealed class JweTests
{
    private static readonly string[] Algorithms = ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"];
    private static readonly string[] Encryptions = ["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"];

    [Test, Category("RFC 7516 §5")]
    public void What_is_encrypted_here_decrypts_here([ValueSource(nameof(Algorithms))] string alg, [ValueSource(nameof(Encryptions))] string enc)
    {
        var recipient = TestRecipient.For(alg);

        var jwe = recipient.Encrypt("Zoë and others", enc, new JweHeader("JWT", "JWT", "https://id.example", "client"));
        var read = Jwe.Decrypt(jwe, recipient.Private)!;

        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(read.Content), Is.EqualTo("Zoë and others"));
            Assert.That(read.Header.GetString("alg"), Is.EqualTo(alg));
            Assert.That(read.Header.GetString("enc"), Is.EqualTo(enc));
            Assert.That(read.Header.GetString("cty"), Is.EqualTo("JWT"), "RFC 7519 §5.2");
            Assert.That(read.Header.GetString("iss"), Is.EqualTo("https://id.example"), "RFC 7519 §5.3");
            Assert.That(read.Header.GetString("aud"), Is.EqualTo("client"));
            Assert.That(Jwe.KeyIdOf(jwe), Is.EqualTo("enc-1"));
            Assert.That(recipient.Encrypt("Zoë and others", enc), Is.Not.EqualTo(jwe), "every message has its own key and vector");
        });
    }

    [TestCase("P-384")]
    [TestCase("P-521")]
    [Category("RFC 7518 §4.6")]
    public void Keys_of_the_larger_curves_agree_as_well(string curve)
    {
        var recipient = TestRecipient.OnCurve("ECDH-ES+A256KW", curve);

        Assert.That(Encoding.UTF8.GetString(Jwe.Decrypt(recipient.Encrypt("x"), recipient.Private)!.Content), Is.EqualTo("x"));
    }

    [Test, Category("RFC 7519 §5.2")]
    public void A_signed_token_inside_is_read_and_an_encrypted_one_inside_is_not()
    {
        var recipient = TestRecipient.For("ECDH-ES");
        var signed = new RawJws().Build();

        var once = recipient.Encrypt(signed);
        var twice = recipient.Encrypt(once);

        Assert.That(Jwe.Decrypt(once, recipient.Private)!.Token!.IsSignedBy(TestKeys.Es256.Verification), Is.True);
        Assert.That(Jwe.Decrypt(twice, recipient.Private)!.Token, Is.Null);
        Assert.That(Jws.Parse(once), Is.Null, "an encrypted token is not taken where a signed one is expected");
    }

    [Test, Category("RFC 7517 §4.2")]
    public void A_key_for_signatures_is_not_encrypted_to()
    {
        var json = TestRecipient.For("ECDH-ES").PublicJwk;
        foreach (var (from, to) in new[] { ("\"use\":\"enc\"", "\"use\":\"sig\""), ("\"use\":\"enc\"", "\"key_ops\":[\"verify\"]"), ("\"use\":\"enc\"", "\"alg\":\"ES256\"") })
        {
            var key = TestKeys.Jwk(json.Replace(from, to, StringComparison.Ordinal));
            Assert.That(EncryptionKey.Create(key, "ECDH-ES"), Is.Null, to);
        }
        Assert.That(EncryptionKey.Create(TestKeys.Jwk(json), "RSA-OAEP-256"), Is.Null);
        foreach (var alg in new[] { "RSA1_5", "RSA-OAEP", "dir", "A128KW", "PBES2-HS256+A128KW", "none", "" })
            Assert.That(EncryptionKey.Create(TestKeys.Jwk(json), alg), Is.Null, alg);
    }

    [Test, Category("OpenID Connect Core §10.2")]
    public void Of_a_set_the_key_for_encryption_is_chosen()
    {
        var (enc, sig) = (TestRecipient.For("ECDH-ES").PublicJwk, """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"s","use":"sig"}""");
        var either = sig.Replace(",\"use\":\"sig\"", "", StringComparison.Ordinal);

        Assert.That(Set(sig, enc).Recipient("ECDH-ES")!.Key.KeyId, Is.EqualTo("enc-1"));
        Assert.That(Set(either, enc).Recipient("ECDH-ES")!.Key.KeyId, Is.EqualTo("enc-1"));
        Assert.That(Set(either).Recipient("ECDH-ES")!.Key.KeyId, Is.EqualTo("s"));
        Assert.That(Set(sig).Recipient("ECDH-ES"), Is.Null);
        Assert.That(Set(enc).Recipient("RSA-OAEP-256"), Is.Null);
    }

    private static JwkSet Set(params string[] keys) => JwkSet.TryParse(Encoding.UTF8.GetBytes("{\"keys\":[" + string.Join(',', keys) + "]}"))!;
}
