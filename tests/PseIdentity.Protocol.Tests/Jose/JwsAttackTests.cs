using System.Buffers;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>What attackers send where a signed token is expected. Each starts from a token that is accepted.</summary>
[Category("RFC 8725 §3.3")]
public sealed class JwsAttackTests
{
    private static readonly VerificationKey Key = TestKeys.Es256.Verification;

    [Test]
    public void The_token_that_the_others_break_is_accepted()
    {
        Assert.That(Jws.Parse(new RawJws().Build())!.IsSignedBy(Key), Is.True);
    }

    [TestCase("none")]
    [TestCase("None")]
    [TestCase("nOnE")]
    [TestCase("es256")]
    [TestCase("ES256 ")]
    [TestCase("RS256")]
    [TestCase("ES384")]
    [TestCase("HS256")]
    [TestCase("")]
    public void Another_algorithm_never_verifies_with_or_without_a_signature(string algorithm)
    {
        var token = new RawJws { Header = $$"""{"alg":"{{algorithm}}"}""" };

        AssertRefused(token.Build());
        AssertRefused(token.Signed + ".");
    }

    [Test]
    public void An_empty_signature_never_verifies()
    {
        AssertRefused(new RawJws { Signature = _ => [] }.Build());
        AssertRefused(new RawJws { Key = TestKeys.Rs256, Header = """{"alg":"RS256"}""", Signature = _ => [] }.Build(), TestKeys.Rs256.Verification);
    }

    [Test]
    public void A_MAC_keyed_with_the_public_key_never_verifies()
    {
        var publicKey = TestKeys.Rs256.PublicKey;
        using var rsa = RSA.Create(publicKey.ToRsaParameters());
        foreach (var secret in new[] { Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa.ExportSubjectPublicKeyInfo() })
        {
            var token = new RawJws { Header = """{"alg":"HS256"}""" };
            var mac = CanonicalBase64Url.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(token.Signed)));

            AssertRefused(token.Signed + "." + mac, TestKeys.Rs256.Verification);
            Assert.That(VerificationKey.Create(publicKey, "HS256"), Is.Null);
        }
    }

    [Test, Category("RFC 7518 §3.5")]
    public void An_RS256_signature_is_not_taken_as_PS256_nor_the_reverse()
    {
        AssertRefused(
            new RawJws { Key = TestKeys.Rs256, Header = """{"alg":"PS256"}""" }.Build(), VerificationKey.Create(Unbound(TestKeys.Rs256), "PS256")!);
        AssertRefused(
            new RawJws { Key = TestKeys.Ps256, Header = """{"alg":"RS256"}""" }.Build(), VerificationKey.Create(Unbound(TestKeys.Ps256), "RS256")!);
    }

    [TestCase("""{"alg":"ES256","crit":["exp"],"exp":1}""", TestName = "An_unknown_critical_extension_is_refused")]
    [TestCase("""{"alg":"ES256","crit":[]}""", TestName = "An_empty_list_of_critical_extensions_is_refused")]
    [TestCase("""{"alg":"ES256","b64":false,"crit":["b64"]}""", TestName = "An_unencoded_payload_is_refused")]
    [TestCase("""{"alg":"ES256","b64":false}""", TestName = "An_unencoded_payload_that_is_not_marked_critical_is_refused")]
    [TestCase("""{"alg":"ES256","zip":"DEF"}""", TestName = "Compression_is_refused")]
    [TestCase("""{"alg":"none","alg":"ES256"}""", TestName = "Two_algorithms_are_refused")]
    [TestCase("""{"alg":"ES256","kid":"a","kid":"b"}""", TestName = "Two_key_ids_are_refused")]
    [TestCase("""{"alg":["ES256"]}""", TestName = "An_algorithm_that_is_no_string_is_refused")]
    [TestCase("""{"typ":"JWT"}""", TestName = "A_header_without_algorithm_is_refused")]
    [TestCase("""{"alg":"ES256","kid":7}""", TestName = "A_key_id_that_is_no_string_is_refused")]
    [TestCase("""{"alg":"ES256","typ":null}""", TestName = "A_type_that_is_no_string_is_refused")]
    [TestCase("""["ES256"]""", TestName = "A_header_that_is_no_object_is_refused")]
    [TestCase("", TestName = "An_empty_header_is_refused")]
    public void Header_is_refused(string header) => Assert.That(Jws.Parse(new RawJws { Header = header }.Build()), Is.Null);

    [TestCase("""{"sub":"alice","sub":"bob"}""", TestName = "A_claim_twice_is_refused")]
    [TestCase("""{"sub":"alice","\u0073ub":"bob"}""", TestName = "A_claim_twice_with_one_escaped_is_refused")]
    [TestCase("""{"aud":"a","aud":"b"}""", TestName = "Two_audience_members_are_refused")]
    [TestCase("""["sub"]""", TestName = "A_payload_that_is_an_array_is_refused")]
    [TestCase("\"sub\"", TestName = "A_payload_that_is_a_string_is_refused")]
    [TestCase("null", TestName = "A_payload_that_is_null_is_refused")]
    [TestCase("", TestName = "An_empty_payload_is_refused")]
    public void Payload_is_refused(string payload) => Assert.That(Jws.Parse(new RawJws { Payload = payload }.Build()), Is.Null);

    [Test]
    public void Nesting_without_end_is_refused() =>
        Assert.That(Jws.Parse(new RawJws { Payload = "{\"a\":" + new string('[', 2000) + new string(']', 2000) + "}" }.Build()), Is.Null);

    [Test]
    public void Other_serialisations_and_numbers_of_parts_are_refused()
    {
        var token = new RawJws().Build();
        var parts = token.Split('.');
        string[] broken =
        [
            "", ".", "..", "...", parts[0], $"{parts[0]}.{parts[1]}", $"{token}.", $".{token}", $"{token}.{parts[2]}",
            $"{parts[0]}..{parts[2]}", $".{parts[1]}.{parts[2]}", $"{token}.a.b",
            $$"""{"protected":"{{parts[0]}}","payload":"{{parts[1]}}","signature":"{{parts[2]}}"}""",
        ];
        foreach (var text in broken)
            Assert.That(Jws.Parse(text), Is.Null, text);
    }

    [Test, Category("RFC 7515 §2")]
    public void A_second_spelling_of_the_same_token_is_refused()
    {
        var token = new RawJws().Build();
        var parts = token.Split('.');

        // 64 octets leave four unused bits in the last of 86 characters: setting them names the same octets to a lenient reader.
        var sibling = (char)(token[^1] + 1);
        string[] spellings =
        [
            token + "=", token + "==", token + " ", " " + token, token + "\n", token + "\0", $"{parts[0]}=.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}=.{parts[2]}", $"{parts[0]}.{parts[1]} .{parts[2]}", $"{parts[0]}.\n{parts[1]}.{parts[2]}", token[..^1] + sibling,
        ];
        foreach (var text in spellings)
            Assert.That(Jws.Parse(text), Is.Null, text);
    }

    [Test]
    public void A_token_longer_than_allowed_is_refused()
    {
        var token = new RawJws { Payload = $$"""{"sub":"{{new string('a', 15000)}}"}""" }.Build();

        Assert.That(Jws.Parse(token), Is.Null);
        Assert.That(Jws.Parse(token, maxLength: token.Length)!.IsSignedBy(Key), Is.True);
        Assert.That(Jws.Parse(token, maxLength: token.Length - 1), Is.Null);
    }

    [Test, Category("CVE-2022-21449")]
    public void An_ECDSA_signature_of_zeros_is_refused()
    {
        AssertRefused(new RawJws { Signature = _ => new byte[64] }.Build());
        AssertRefused(new RawJws { Signature = real => [.. real[..32], .. new byte[32]] }.Build());
        AssertRefused(new RawJws { Signature = real => [.. new byte[32], .. real[32..]] }.Build());
    }

    [Test, Category("RFC 7518 §3.4")]
    public void An_ECDSA_signature_in_another_form_is_refused()
    {
        AssertRefused(new RawJws { Signature = Der }.Build());
        AssertRefused(new RawJws { Signature = real => [.. real, 0] }.Build());
        AssertRefused(new RawJws { Signature = real => real[..63] }.Build());
        AssertRefused(new RawJws { Signature = real => [0, .. real[..32], 0, .. real[32..]] }.Build());

        static byte[] Der(byte[] real)
        {
            var der = new AsnWriter(AsnEncodingRules.DER);
            using (der.PushSequence())
            {
                der.WriteInteger(new BigInteger(real.AsSpan(0, 32), true, true));
                der.WriteInteger(new BigInteger(real.AsSpan(32), true, true));
            }
            return der.Encode();
        }
    }

    [Test, Category("RFC 7518 §3.3")]
    public void An_RSA_signature_of_another_length_is_refused()
    {
        foreach (var key in new[] { TestKeys.Rs256, TestKeys.Ps256 })
        {
            var header = $$"""{"alg":"{{key.Algorithm}}"}""";
            Assert.That(Jws.Parse(new RawJws { Key = key, Header = header }.Build())!.IsSignedBy(key.Verification), Is.True);
            AssertRefused(new RawJws { Key = key, Header = header, Signature = real => [0, .. real] }.Build(), key.Verification);
            AssertRefused(new RawJws { Key = key, Header = header, Signature = real => [.. real, 0] }.Build(), key.Verification);
            AssertRefused(new RawJws { Key = key, Header = header, Signature = real => real[1..] }.Build(), key.Verification);
            AssertRefused(new RawJws { Key = key, Header = header, Signature = real => new byte[real.Length] }.Build(), key.Verification);
        }
    }

    [Test]
    public void A_key_in_the_header_is_not_believed()
    {
        var attacker = TestKeys.SomebodyElses.PublicKey;
        var jwk = Encoding.UTF8.GetString(Written(attacker));
        string[] headers =
        [
            $$"""{"alg":"ES256","jwk":{{jwk}}}""",
            """{"alg":"ES256","jku":"https://attacker.example/jwks"}""",
            """{"alg":"ES256","x5u":"https://attacker.example/cert"}""",
            """{"alg":"ES256","x5c":["MIIB"]}""",
        ];
        foreach (var header in headers)
            AssertRefused(new RawJws { Key = TestKeys.SomebodyElses, Header = header }.Build());
    }

    [TestCase("../../../../dev/null")]
    [TestCase("' OR 1=1 --")]
    [TestCase("")]
    public void A_hostile_key_id_is_only_a_string(string kid)
    {
        var jws = Jws.Parse(new RawJws { Header = $$"""{"alg":"ES256","kid":"{{kid}}"}""" }.Build())!;
        var keys = JwkSet.TryParse(Encoding.UTF8.GetBytes("{\"keys\":[" + Encoding.UTF8.GetString(Written(TestKeys.Es256.PublicKey)) + "]}"))!;

        Assert.That(jws.KeyId, Is.EqualTo(kid));
        Assert.That(keys.Candidates(jws.KeyId, jws.Algorithm), Is.Empty);
    }

    [Test, Category("RFC 8725 §3.11")]
    public void A_token_of_one_type_is_not_of_another()
    {
        Assert.That(Jws.Parse(new RawJws { Header = """{"alg":"ES256","typ":"at+jwt"}""" }.Build())!.IsType("at+jwt"), Is.True);
        Assert.That(Jws.Parse(new RawJws { Header = """{"alg":"ES256","typ":"Application/AT+JWT"}""" }.Build())!.IsType("at+jwt"), Is.True);
        Assert.That(Jws.Parse(new RawJws { Header = """{"alg":"ES256","typ":"logout+jwt"}""" }.Build())!.IsType("at+jwt"), Is.False);
        Assert.That(Jws.Parse(new RawJws { Header = """{"alg":"ES256","typ":"x/application/at+jwt"}""" }.Build())!.IsType("at+jwt"), Is.False);
        Assert.That(Jws.Parse(new RawJws { Header = """{"alg":"ES256"}""" }.Build())!.IsType("at+jwt"), Is.False);
    }

    private static void AssertRefused(string token, VerificationKey? key = null) =>
        Assert.That(Jws.Parse(token)?.IsSignedBy(key ?? Key) ?? false, Is.False, token);

    private static Jwk Unbound(SigningKey key) => Jwk.TryParse(TestKeys.Object(
        Encoding.UTF8.GetString(Written(key.PublicKey)).Replace($"\"alg\":\"{key.Algorithm}\",", "", StringComparison.Ordinal)))!;

    private static byte[] Written(Jwk key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            key.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
