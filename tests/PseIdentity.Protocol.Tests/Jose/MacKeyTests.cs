using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>Tokens under a shared secret (RFC 7518 §3.2).</summary>
public sealed class MacKeyTests
{
    private static readonly string Secret = new('s', 64);

    [Test, Category("RFC 7515 §A.1")]
    public void The_HS256_example_verifies()
    {
        const string signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        Assert.That(CanonicalBase64Url.TryDecode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", out var octets), Is.True);
        var key = MacKey.OfOctets(octets, "HS256")!;

        Assert.That(Jws.Parse(signed + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")!.IsAuthenticatedBy(key), Is.True);
        Assert.That(Jws.Parse(signed + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXg")?.IsAuthenticatedBy(key), Is.Not.True);
    }

    [TestCase("HS256", 32)]
    [TestCase("HS384", 48)]
    [TestCase("HS512", 64)]
    [Category("RFC 7518 §3.2")]
    public void A_secret_shorter_than_the_hash_makes_no_key(string algorithm, int length)
    {
        Assert.That(MacKey.Create(new string('s', length - 1), algorithm), Is.Null);
        Assert.That(MacKey.Create(new string('s', length), algorithm), Is.Not.Null);
    }

    [TestCase("none")]
    [TestCase("RS256")]
    [TestCase("hs256")]
    [TestCase("HS1")]
    public void A_secret_is_for_HMAC_alone(string algorithm) => Assert.That(MacKey.Create(Secret, algorithm), Is.Null);

    [TestCase("HS256")]
    [TestCase("HS384")]
    [TestCase("HS512")]
    public void What_is_written_reads_under_its_secret_and_algorithm_only(string algorithm)
    {
        var token = JwtWriter.Sign(MacKey.Create(Secret, algorithm)!, "JWT", 0, static (json, _) => json.WriteString("sub", "client"));
        var read = Jws.Parse(token)!;

        Assert.That(read.Algorithm, Is.EqualTo(algorithm));
        Assert.That(read.IsAuthenticatedBy(MacKey.Create(Secret, algorithm)!), Is.True);
        Assert.That(read.IsAuthenticatedBy(MacKey.Create(Secret + "x", algorithm)!), Is.False);
        foreach (var other in SignatureAlgorithms.Symmetric.Where(other => other != algorithm))
            Assert.That(read.IsAuthenticatedBy(MacKey.Create(Secret, other)!), Is.False, other);
    }

    [Test, Category("RFC 8725 §2.1")]
    public void A_token_under_a_secret_is_not_signed_and_a_signed_one_is_not_under_a_secret()
    {
        var jws = Jws.Parse(new RawJws().Build())!;
        Assert.That(jws.IsAuthenticatedBy(MacKey.Create(Secret, "HS256")!), Is.False);

        var token = new RawJws { Header = """{"alg":"HS256"}""" }.Signed;
        foreach (var mac in new[] { "", CanonicalBase64Url.Encode(new byte[32]), CanonicalBase64Url.Encode(new byte[31]), CanonicalBase64Url.Encode(new byte[64]) })
            Assert.That(Jws.Parse($"{token}.{mac}")?.IsAuthenticatedBy(MacKey.Create(Secret, "HS256")!), Is.Not.True, mac);
    }
}
