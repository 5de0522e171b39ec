using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>The key sets printed in RFC 7517.</summary>
public sealed class JwkVectorTests
{
    private const string Curve = """ "kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM" """;

    private const string Rsa =
        """ "kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29" """;

    [Test, Category("RFC 7517 §A.1")]
    public void The_public_keys_of_the_example_are_read_for_what_they_are_meant_for()
    {
        var set = Set($$"""{"keys":[{{{Curve}},"use":"enc","kid":"1"},{{{Rsa}}}]}""");

        Assert.That(set.Keys.Select(key => (key.KeyId, key.KeyType, key.IsPrivate)), Is.EqualTo(new[] { ("1", "EC", false), ("2011-04-29", "RSA", false) }));
        Assert.That(VerificationKey.Create(set.Keys[0], "ES256"), Is.Null, "it is for encryption");
        Assert.That(EncryptionKey.Create(set.Keys[0], "ECDH-ES"), Is.Not.Null);
        Assert.That(VerificationKey.Create(set.Keys[1], "RS256"), Is.Not.Null);
        Assert.That(VerificationKey.Create(set.Keys[1], "PS256"), Is.Null, "its alg is another one");
    }

    [Test, Category("RFC 7517 §A.2")]
    public void The_private_keys_of_the_example_are_noticed()
    {
        var set = Set($$"""{"keys":[{{{Curve}},"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"},{{{Rsa}},"d":"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q"}]}""");

        Assert.That(set.Keys.Select(key => key.IsPrivate), Is.EqualTo((bool[])[true, true]));
        foreach (var key in set.Keys)
            Assert.That(Written(key), Does.Not.Contain("\"d\""));
    }

    [Test, Category("RFC 7517 §A.3")]
    public void The_symmetric_keys_of_the_example_are_left_out() =>
        Assert.That(Set("""
            {"keys":[{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"},
            {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"HMAC key used in JWS spec Appendix A.1 example"}]}
            """).Keys, Is.Empty);

    // The header of Appendix C, complete; its algorithm wants thousands of rounds of whoever reads it, so nothing behind it is looked at.
    [Test, Category("RFC 7517 §C")]
    public void A_key_encrypted_under_a_password_is_refused()
    {
        var header = RawJws.Encode("""{"alg":"PBES2-HS256+A128KW","p2s":"2WCTcJZ1Rvd_CJuJripQ1w","p2c":4096,"enc":"A128CBC-HS256","cty":"jwk+json"}""");

        Assert.That(Jwe.Decrypt(header + ".TrqXOwuNUfDV9VPTNbyGvEJ9JMjefAVn-TR1uIxR9p6hsRQh9Tk7BA.Ye9j1qs22DmRSAddIh-VnA.AAAA.0HlwodAhOCILG5SQ2LQ9dg", TestRecipient.For("ECDH-ES").Private), Is.Null);
        Assert.That(EncryptionAlgorithms.KeyManagement, Has.None.StartsWith("PBES2"));
    }

    private static JwkSet Set(string json) => JwkSet.TryParse(Encoding.UTF8.GetBytes(json))!;

    private static string Written(Jwk key)
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
            key.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
