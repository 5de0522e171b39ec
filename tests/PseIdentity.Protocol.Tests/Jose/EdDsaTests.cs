using System.Numerics;
using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>Ed25519 by libcrypto (RFC 8037): the printed examples, and signatures that only a careless verifier takes.</summary>
public sealed class EdDsaTests
{
    private const string PublicKey = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";
    private const string Seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    private const string Signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    private const string Signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    // RFC 8032 §5.1
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    private static VerificationKey Key => VerificationKey.Create(TestKeys.Jwk(PublicKey), "EdDSA")!;

    [Test, Category("RFC 8037 §A.3")]
    public void The_thumbprint_is_the_printed_one() =>
        Assert.That(TestKeys.Jwk(PublicKey).Thumbprint(), Is.EqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));

    [Test, Category("RFC 8037 §A.4")]
    public void Signing_the_example_gives_the_printed_signature()
    {
        using var key = SigningKey.FromPkcs8("EdDSA", "example", Pkcs8(Bytes(Seed)));
        var signature = new byte[key.SignatureLength];

        key.Sign(Encoding.ASCII.GetBytes(Signed), signature);

        Assert.That(CanonicalBase64Url.Encode(signature), Is.EqualTo(Signature));
        Assert.That(key.PublicKey.Thumbprint(), Is.EqualTo(TestKeys.Jwk(PublicKey).Thumbprint()), "RFC 8037 A.2: the same key");
    }

    [Test, Category("RFC 8037 §A.5")]
    public void The_printed_signature_verifies_and_no_other_text_does()
    {
        Assert.That(Key.Verify(Encoding.ASCII.GetBytes(Signed), Bytes(Signature)), Is.True);
        Assert.That(Key.Verify(Encoding.ASCII.GetBytes(Signed + "x"), Bytes(Signature)), Is.False);
    }

    [Test, Category("RFC 8032 §5.1.7")]
    public void A_signature_whose_S_is_not_the_smallest_is_refused()
    {
        var real = Bytes(Signature);
        var s = new BigInteger(real.AsSpan(32), isUnsigned: true);
        foreach (var other in new[] { s + Order, s + (2 * Order), Order, BigInteger.Pow(2, 256) - 1 })
        {
            var octets = new byte[32];
            Assert.That(other.TryWriteBytes(octets, out _, isUnsigned: true), Is.True);
            Assert.That(Key.Verify(Encoding.ASCII.GetBytes(Signed), [.. real[..32], .. octets]), Is.False, other.ToString("x", null));
        }
    }

    [Test, Category("RFC 8037 §3.1")]
    public void A_signature_of_another_length_is_refused()
    {
        var real = Bytes(Signature);
        foreach (var other in new byte[][] { [], real[..63], [.. real, 0], [0, .. real], new byte[64] })
            Assert.That(Key.Verify(Encoding.ASCII.GetBytes(Signed), other), Is.False, other.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Test, Category("RFC 8037 §2")]
    public void A_key_that_is_not_on_the_curve_or_of_another_length_is_refused()
    {
        Assert.That(Jwk.TryParse(TestKeys.Object("""{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""")), Is.Null);
        Assert.That(Jwk.TryParse(TestKeys.Object(PublicKey.Replace("Ed25519", "X25519", StringComparison.Ordinal))), Is.Null);
        Assert.That(Jwk.TryParse(TestKeys.Object(PublicKey.Replace("Ed25519", "Ed448", StringComparison.Ordinal))), Is.Null);
        foreach (var algorithm in new[] { "ES256", "RS256", "HS256", "Ed448", "eddsa" })
            Assert.That(VerificationKey.Create(TestKeys.Jwk(PublicKey), algorithm), Is.Null, algorithm);
    }

    [Test, Category("RFC 8037 §3.1")]
    public void A_token_signed_here_reads_here()
    {
        var token = JwtWriter.Sign(TestKeys.EdDsa, "at+jwt", 0, static (json, _) => json.WriteString("sub", "alice"));

        Assert.That(Jws.Parse(token)!.IsSignedBy(TestKeys.EdDsa.Verification), Is.True);
        Assert.That(Jws.Parse(token)!.IsSignedBy(TestKeys.Es256.Verification), Is.False);
    }

    private static byte[] Bytes(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException(text);

    // RFC 8410 §7
    private static byte[] Pkcs8(byte[] seed) => [.. Convert.FromHexString("302E020100300506032B657004220420"), .. seed];
}
