using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>The examples of encryption printed in the specifications, as far as their algorithms are ours.</summary>
public sealed class JweVectorTests
{
    private const string Kerckhoffs = "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience";

    // RFC 7516 A.1 uses RSA-OAEP with SHA-1, which is not ours; its content encryption is.
    [Test, Category("RFC 7516 §A.1")]
    public void The_A256GCM_content_decrypts() => AssertContent(
        "A256GCM", "saH0gFSP4XM_tAP_a5rU9ooHbltwLiJpL4LLLnrqQPw", "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ", "48V1_ALb6US04U3b",
        "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A", "XFBoMYUZodetZdvTiFvSkQ",
        "The true sign of intelligence is not knowledge but imagination.");

    // A.2 uses RSA1_5, which is not ours on purpose; its content encryption is.
    [Test, Category("RFC 7516 §A.2")]
    public void The_A128CBC_HS256_content_decrypts() => AssertContent(
        "A128CBC-HS256", "BNMfxVSd_P4LZJ36P6pqzmt81C1vawnbyLEA8I-cLM8", "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0", "AxY8DCtDaGlsbGljb3RoZQ",
        "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY", "9hH0vgRfYgPnAHOd8stkvw", "Live long and prosper.");

    [Test, Category("RFC 7516 §A.3")]
    public void The_wrapped_key_unwraps_and_its_content_decrypts()
    {
        var key = AesKeyWrap.Unwrap(Bytes("GawgguFyGrWKav7AX4VKUg"), Bytes("6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ"));

        AssertContent("A128CBC-HS256", CanonicalBase64Url.Encode(key), "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0", "AxY8DCtDaGlsbGljb3RoZQ",
            "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY", "U0m_YmjN04DJvceFICbCVQ", "Live long and prosper.");
    }

    // The same as a whole message: its JSON serialisation is refused like every other.
    [Test, Category("RFC 7516 §A.4")]
    public void The_JSON_serialisation_is_not_read() =>
        Assert.That(Jwe.Decrypt("""{"protected":"eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0","recipients":[],"iv":"AxY8DCtDaGlsbGljb3RoZQ"}""", TestRecipient.For("ECDH-ES").Private), Is.Null);

    [Test, Category("RFC 3394 §4")]
    public void The_example_of_key_wrapping_comes_out_both_ways()
    {
        var wrapping = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
        var key = Convert.FromHexString("00112233445566778899AABBCCDDEEFF");
        var wrapped = Convert.FromHexString("1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5");

        Assert.That(AesKeyWrap.Wrap(wrapping, key), Is.EqualTo(wrapped));
        Assert.That(AesKeyWrap.Unwrap(wrapping, wrapped), Is.EqualTo(key));
        wrapped[^1] ^= 1;
        Assert.That(AesKeyWrap.Unwrap(wrapping, wrapped), Is.Null);
    }

    [TestCase("A128CBC-HS256", 32, "652C3FA36B0A7C5B3219FAB3A30BC1C4", Category = "RFC 7518 §B.1")]
    [TestCase("A256CBC-HS512", 64, "4DD3B4C088A7F45C216839645B2012BF2E6269A8C56A816DBC1B267761955BC5", Category = "RFC 7518 §B.3")]
    public void The_test_case_of_AES_CBC_with_HMAC_comes_out(string enc, int keyLength, string tag)
    {
        var key = Enumerable.Range(0, keyLength).Select(i => (byte)i).ToArray();
        var authenticated = "The second principle of Auguste Kerckhoffs"u8;

        var (iv, ciphertext, made) = ContentEncryption.Find(enc)!.Encrypt(key, Convert.FromHexString("1AF38C2DC2B96FFDD86694092341BC04"), Encoding.ASCII.GetBytes(Kerckhoffs), authenticated);

        Assert.That(Convert.ToHexString(made), Is.EqualTo(tag));
        Assert.That(Encoding.ASCII.GetString(ContentEncryption.Find(enc)!.Decrypt(key, iv, ciphertext, made, authenticated)!), Is.EqualTo(Kerckhoffs));
    }

    [Test, Category("RFC 7518 §C")]
    public void The_agreed_key_is_the_printed_one()
    {
        var bob = PrivateKey("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck", "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw", ECCurve.NamedCurves.nistP256);
        var header = TestKeys.Object("""
            {"alg":"ECDH-ES","enc":"A128GCM","apu":"QWxpY2U","apv":"Qm9i",
             "epk":{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}
            """);

        var key = DecryptionKey.FromPkcs8("ECDH-ES", "bob", bob).Recover(header, [], ContentEncryption.Find("A128GCM")!);

        Assert.That(CanonicalBase64Url.Encode(key), Is.EqualTo("VqqN6vgjbSBcIijNcacQGg"));
    }

    [Test, Category("RFC 7520 §5.5")]
    public void The_agreed_key_of_the_cookbook_is_the_printed_one()
    {
        var key = PrivateKey("Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0", "HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw", "r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8", ECCurve.NamedCurves.nistP256);
        var header = TestKeys.Object("""
            {"alg":"ECDH-ES","enc":"A128CBC-HS256",
             "epk":{"kty":"EC","crv":"P-256","x":"mPUKT_bAWGHIhg0TpjjqVsP1rXWQu_vwVOHHtNkdYoA","y":"8BQAsImGeAS46fyWw5MhYfGTT0IjBpFw2SS34Dv4Irs"}}
            """);

        var recovered = DecryptionKey.FromPkcs8("ECDH-ES", "meriadoc", key).Recover(header, [], ContentEncryption.Find("A128CBC-HS256")!);

        Assert.That(CanonicalBase64Url.Encode(recovered), Is.EqualTo("hzHdlfQIAEehb8Hrd_mFRhKsKLEzPfshfXs9l6areCc"));
    }

    [Test, Category("RFC 7520 §5.4")]
    public void The_wrapped_key_of_the_cookbook_is_the_printed_one()
    {
        var key = PrivateKey("YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2", "A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP",
            "iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j", ECCurve.NamedCurves.nistP384);
        var header = TestKeys.Object("""
            {"alg":"ECDH-ES+A128KW","enc":"A128GCM","epk":{"kty":"EC","crv":"P-384",
             "x":"uBo4kHPw6kbjx5l0xowrd_oYzBmaz-GKFZu4xAFFkbYiWgutEK6iuEDsQ6wNdNg3","y":"sp3p5SGhZVC2faXumI-e9JU2Mo8KpoYrFDr5yPNVtW4PgEwZOyQTA-JdaY8tb7E0"}}
            """);

        var recovered = DecryptionKey.FromPkcs8("ECDH-ES+A128KW", "peregrin", key).Recover(header, Bytes("0DJjBXri_kBcC46IkU5_Jk9BqaQeHdv2"), ContentEncryption.Find("A128GCM")!);

        Assert.That(CanonicalBase64Url.Encode(recovered), Is.EqualTo("Nou2ueKlP70ZXDbq9UrRwg"));
    }

    private static byte[] PrivateKey(string x, string y, string d, ECCurve curve)
    {
        using var key = ECDiffieHellman.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(x), Y = Bytes(y) }, D = Bytes(d) });
        return key.ExportPkcs8PrivateKey();
    }

    private static void AssertContent(string enc, string key, string header, string iv, string ciphertext, string tag, string expected)
    {
        var encryption = ContentEncryption.Find(enc)!;

        var content = encryption.Decrypt(Bytes(key), Bytes(iv), Bytes(ciphertext), Bytes(tag), Encoding.ASCII.GetBytes(header));

        Assert.That(Encoding.UTF8.GetString(content!), Is.EqualTo(expected));
        Assert.That(encryption.Encrypt(Bytes(key), Bytes(iv), content, Encoding.ASCII.GetBytes(header)).Tag, Is.EqualTo(Bytes(tag)));
        Assert.That(encryption.Decrypt(Bytes(key), Bytes(iv), Bytes(ciphertext), Bytes(tag), Encoding.ASCII.GetBytes(header + "x")), Is.Null);
    }

    private static byte[] Bytes(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException(text);
}
