using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>What attackers send where an encrypted token is expected. Each starts from one that decrypts.</summary>
[Category("RFC 8725 §3.3")]
public sealed class JweAttackTests
{
    private static readonly TestRecipient Curve = TestRecipient.For("ECDH-ES");
    private static readonly TestRecipient Rsa = TestRecipient.For("RSA-OAEP-256");

    [Test]
    public void Changing_any_part_leaves_nothing_that_decrypts()
    {
        foreach (var recipient in new[] { Curve, Rsa, TestRecipient.For("ECDH-ES+A128KW") })
            foreach (var enc in EncryptionAlgorithms.Content)
            {
                var parts = recipient.Encrypt("secret", enc).Split('.');
                for (var part = 0; part < parts.Length; part++)
                    if (parts[part].Length > 0)
                    {
                        var changed = (string[])parts.Clone();
                        changed[part] = (changed[part][0] == 'A' ? 'B' : 'A') + changed[part][1..];
                        Assert.That(Jwe.Decrypt(string.Join('.', changed), recipient.Private), Is.Null, $"{enc} part {part}");
                        changed[part] = "";
                        Assert.That(Jwe.Decrypt(string.Join('.', changed), recipient.Private), Is.Null, $"{enc} without part {part}");
                    }
            }
    }

    [Test, Category("RFC 7516 §11.5")]
    public void A_wrong_key_a_wrong_padding_and_a_wrong_length_are_refused_alike()
    {
        var parts = Rsa.Encrypt("secret").Split('.');
        using var rsa = RSA.Create(Rsa.Public.Key.ToRsaParameters());
        byte[][] keys =
        [
            RandomNumberGenerator.GetBytes(256), new byte[256], [], RandomNumberGenerator.GetBytes(255),
            rsa.Encrypt(RandomNumberGenerator.GetBytes(32), RSAEncryptionPadding.OaepSHA256), rsa.Encrypt(new byte[16], RSAEncryptionPadding.OaepSHA256),
            rsa.Encrypt(new byte[32], RSAEncryptionPadding.Pkcs1), rsa.Encrypt(new byte[32], RSAEncryptionPadding.OaepSHA1),
        ];
        foreach (var key in keys)
            Assert.That(Jwe.Decrypt(string.Join('.', parts[0], CanonicalBase64Url.Encode(key), parts[2], parts[3], parts[4]), Rsa.Private), Is.Null);
    }

    [TestCase("alg", "\"RSA1_5\"")]
    [TestCase("alg", "\"RSA-OAEP\"")]
    [TestCase("alg", "\"dir\"")]
    [TestCase("alg", "\"none\"")]
    [TestCase("alg", "\"PBES2-HS256+A128KW\"")]
    [TestCase("alg", "null")]
    [TestCase("enc", "\"none\"")]
    [TestCase("enc", "\"A128GCM \"")]
    [TestCase("enc", "\"A128CBC-HS256\"")]
    [TestCase("enc", "7")]
    [TestCase("zip", "\"DEF\"")]
    [TestCase("crit", "[\"exp\"]")]
    [TestCase("crit", "[]")]
    [TestCase("p2c", "2147483647")]
    [TestCase("b64", "false")]
    [TestCase("kid", "7")]
    [TestCase("epk", null)]
    [TestCase("epk", "\"text\"")]
    [TestCase("epk", "{}")]
    [TestCase("apu", "7")]
    [TestCase("apu", "\"QWxpY2V=\"")]
    public void A_header_is_refused_with(string member, string? value)
    {
        // Authenticated as it is: refused for what it says, not because it was changed.
        var token = Seal(header => header[member] = value is null ? null : JsonNode.Parse(value), remove: value is null ? member : null);

        Assert.That(Jwe.Decrypt(token, Curve.Private), Is.Null);
        Assert.That(Jwe.Decrypt(Seal(_ => { }), Curve.Private), Is.Not.Null, "the token that the others break is accepted");
    }

    [Test, Category("RFC 7518 §4.6.1.1")]
    public void An_ephemeral_key_off_the_curve_is_refused()
    {
        // An order-5 point of another curve with the same a, and points that are not on any: how an invalid-curve attack reads a private key.
        foreach (var (x, y) in new[] { (new byte[32], new byte[32]), (Filled(0), Filled(1)), (Filled(0xFF), Filled(0xFF)), (Filled(7), Filled(9)) })
            Assert.That(Jwe.Decrypt(Seal(header => (header["epk"]!["x"], header["epk"]!["y"]) = (CanonicalBase64Url.Encode(x), CanonicalBase64Url.Encode(y))), Curve.Private), Is.Null);
    }

    [Test, Category("RFC 7518 §4.6.1.1")]
    public void An_ephemeral_key_of_another_curve_or_type_or_with_a_private_part_is_refused()
    {
        var other = TestRecipient.OnCurve("ECDH-ES", "P-384");

        Assert.That(Jwe.Decrypt(other.Encrypt("x"), Curve.Private), Is.Null);
        Assert.That(Jwe.Decrypt(Seal(header => header["epk"]!["d"] = "AAAA"), Curve.Private), Is.Null);
        Assert.That(Jwe.Decrypt(Seal(header => header["epk"]!["crv"] = "P-384"), Curve.Private), Is.Null);
        Assert.That(Jwe.Decrypt(Seal(header => header["epk"] = JsonNode.Parse("""{"kty":"OKP","crv":"X25519","x":"AAAA"}""")), Curve.Private), Is.Null);
    }

    [Test, Category("RFC 7516 §5.2")]
    public void Direct_agreement_with_an_encrypted_key_is_refused()
    {
        var parts = Curve.Encrypt("x").Split('.');

        Assert.That(Jwe.Decrypt(string.Join('.', parts[0], "AAAA", parts[2], parts[3], parts[4]), Curve.Private), Is.Null);
    }

    [Test, Category("RFC 8725 §3.1")]
    public void A_key_decrypts_with_its_own_algorithm_only()
    {
        var wrapping = DecryptionKey.FromPkcs8("ECDH-ES+A128KW", "enc-1", Curve.Pkcs8);

        Assert.That(Jwe.Decrypt(Curve.Encrypt("x"), wrapping), Is.Null);
        Assert.That(Jwe.Decrypt(Rsa.Encrypt("x"), Curve.Private), Is.Null);
        Assert.That(() => DecryptionKey.FromPkcs8("RSA-OAEP-256", "a", Curve.Pkcs8), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => DecryptionKey.FromPkcs8("RSA1_5", "a", Rsa.Pkcs8), Throws.ArgumentException);
        using var weak = RSA.Create(1024);
        Assert.That(() => DecryptionKey.FromPkcs8("RSA-OAEP-256", "a", weak.ExportPkcs8PrivateKey()), Throws.InstanceOf<CryptographicException>());
    }

    [Test, Category("RFC 7516 §7.1")]
    public void Other_numbers_of_parts_spellings_and_lengths_are_refused()
    {
        var jwe = Curve.Encrypt("x");
        foreach (var text in new[] { "", "....", jwe + ".", "." + jwe, jwe[..jwe.LastIndexOf('.')], jwe + "=", jwe + " ", jwe + "\n", jwe.Replace('.', ' '), new RawJws().Build() })
            Assert.That(Jwe.Decrypt(text, Curve.Private), Is.Null, text);
        Assert.That(Jwe.Decrypt(jwe, Curve.Private, maxLength: jwe.Length - 1), Is.Null);
        Assert.That(Jwe.Decrypt(jwe, Curve.Private, maxLength: jwe.Length), Is.Not.Null);
    }

    [Test, Category("RFC 7516 §4")]
    public void A_member_twice_in_the_header_is_refused()
    {
        var twice = CanonicalBase64Url.Encode("""{"alg":"ECDH-ES","alg":"ECDH-ES","enc":"A256GCM"}"""u8);

        Assert.That(Jwe.Decrypt(twice + Curve.Encrypt("x")[Curve.Encrypt("x").IndexOf('.')..], Curve.Private), Is.Null);
    }

    // Encrypts by hand, so that the header can say anything and still be what was authenticated.
    private static string Seal(Action<JsonObject> change, string? remove = null)
    {
        var enc = ContentEncryption.Find("A256GCM")!;
        var (key, _, epk) = Curve.Public.Establish(enc);
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
            epk!.WriteTo(json);
        var header = new JsonObject { ["alg"] = "ECDH-ES", ["enc"] = "A256GCM", ["epk"] = JsonNode.Parse(stream.ToArray()) };
        change(header);
        if (remove is not null)
            header.Remove(remove);
        var encoded = RawJws.Encode(header.ToJsonString());
        var (iv, ciphertext, tag) = enc.Encrypt(key, "secret"u8, Encoding.ASCII.GetBytes(encoded));
        return string.Join('.', encoded, "", CanonicalBase64Url.Encode(iv), CanonicalBase64Url.Encode(ciphertext), CanonicalBase64Url.Encode(tag));
    }

    private static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 32)];
}
