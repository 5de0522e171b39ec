using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

public sealed class JwkTests
{
    private const string P256X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    private const string P256Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    [Test, Category("RFC 7638 §3.1")]
    public void The_thumbprint_of_the_example_is_as_printed()
    {
        var key = TestKeys.Jwk(
            """
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
            """);

        Assert.That(key.Thumbprint(), Is.EqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
        Assert.That(key.KeyId, Is.EqualTo("2011-04-29"));
        Assert.That(key.Algorithm, Is.EqualTo("RS256"));
    }

    [Test, Category("RFC 9449 §6.1")]
    public void The_thumbprint_of_the_DPoP_example_is_as_printed() => Assert.That(
        TestKeys.Jwk("""{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}""")
            .Thumbprint(),
        Is.EqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));

    [Test, Category("RFC 8037 §A.3")]
    public void The_thumbprint_of_the_Ed25519_example_is_as_printed() => Assert.That(
        TestKeys.Jwk("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""").Thumbprint(),
        Is.EqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));

    [Test]
    public void A_private_key_is_noticed_and_its_secret_not_kept()
    {
        var key = TestKeys.Jwk(
            $$"""{"kty":"EC","crv":"P-256","x":"{{P256X}}","y":"{{P256Y}}","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI","kid":"a","ext":true}""");

        Assert.That(key.IsPrivate, Is.True);
        Assert.That(Written(key), Is.EqualTo($$"""{"kty":"EC","kid":"a","crv":"P-256","x":"{{P256X}}","y":"{{P256Y}}"}"""));
    }

    [TestCase("nistP256", "P-256")]
    [TestCase("nistP384", "P-384")]
    [TestCase("nistP521", "P-521")]
    public void A_point_on_the_curve_is_read_and_its_neighbour_refused(string curve, string name)
    {
        for (var i = 0; i < 10; i++)
        {
            using var ecdsa = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
            var point = ecdsa.ExportParameters(false).Q;
            var x = CanonicalBase64Url.Encode(point.X);
            Assert.That(Parse($$"""{"kty":"EC","crv":"{{name}}","x":"{{x}}","y":"{{CanonicalBase64Url.Encode(point.Y)}}"}"""), Is.Not.Null);

            point.Y![^1] ^= 1;
            Assert.That(Parse($$"""{"kty":"EC","crv":"{{name}}","x":"{{x}}","y":"{{CanonicalBase64Url.Encode(point.Y)}}"}"""), Is.Null);
        }
    }

    [TestCase("""{"kty":"oct","k":"AAAA"}""", TestName = "A_symmetric_key_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}""", TestName = "Half_a_point_is_refused")]
    [TestCase("""{"kty":"EC","crv":"secp256k1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""", TestName = "Another_curve_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-384","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""", TestName = "A_point_of_another_curve_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-256","x":"AH_NziDw9sRdQYPL7m_bS3tYBzM1e-nvE7rPbjx70VRF","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""", TestName = "A_coordinate_with_a_leading_zero_too_much_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", TestName = "The_point_zero_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU=","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""", TestName = "Padding_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":1}""", TestName = "A_kid_that_is_no_string_is_refused")]
    [TestCase("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","key_ops":"verify"}""", TestName = "Operations_that_are_no_list_are_refused")]
    [TestCase("""{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", TestName = "A_key_for_agreement_is_refused")]
    [TestCase("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ"}""", TestName = "A_short_Ed25519_key_is_refused")]
    [TestCase("""{"kty":"ec","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""", TestName = "A_type_in_other_letters_is_refused")]
    [TestCase("{}", TestName = "A_key_without_type_is_refused")]
    public void Not_a_key(string json) => Assert.That(Parse(json), Is.Null);

    [Test, Category("RFC 7518 §3.3")]
    public void An_RSA_key_is_read_when_its_numbers_are_within_reason()
    {
        var modulus = new byte[256];
        modulus[0] = 0x80;
        modulus[^1] = 1;
        byte[] even = [.. modulus[..^1], 2];
        byte[] exponent = [1, 0, 1];

        Assert.That(Rsa(modulus, exponent), Is.Not.Null);
        Assert.That(Rsa(modulus, [3]), Is.Not.Null);
        Assert.That(Rsa([0x7F, .. modulus[1..]], exponent), Is.Null, "2047 bits");
        Assert.That(Rsa(modulus[128..], exponent), Is.Null, "1024 bits");
        Assert.That(Rsa([0, .. modulus], exponent), Is.Null, "leading zero");
        Assert.That(Rsa([.. modulus, .. new byte[768], 1], exponent), Is.Null, "8200 bits");
        Assert.That(Rsa(even, exponent), Is.Null, "even modulus");
        Assert.That(Rsa(modulus, [1]), Is.Null, "exponent 1");
        Assert.That(Rsa(modulus, [2]), Is.Null, "exponent 2");
        Assert.That(Rsa(modulus, []), Is.Null, "no exponent");
        Assert.That(Rsa(modulus, [0, 1, 0, 1]), Is.Null, "leading zero in the exponent");
        Assert.That(Rsa(modulus, [1, 0, 0, 0, 1]), Is.Null, "long exponent");

        static Jwk? Rsa(byte[] n, byte[] e) =>
            Parse($$"""{"kty":"RSA","n":"{{CanonicalBase64Url.Encode(n)}}","e":"{{CanonicalBase64Url.Encode(e)}}"}""");
    }

    [Test]
    public void A_key_verifies_only_what_it_is_meant_for()
    {
        string Ec(string more) => $$"""{"kty":"EC","crv":"P-256","x":"{{P256X}}","y":"{{P256Y}}"{{more}}}""";

        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec("")), "ES256"), Is.Not.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec(""","use":"sig","alg":"ES256","key_ops":["verify"]""")), "ES256"), Is.Not.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec("")), "ES384"), Is.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec("")), "RS256"), Is.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec("")), "none"), Is.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec(""","use":"enc" """)), "ES256"), Is.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec(""","alg":"ECDH-ES" """)), "ES256"), Is.Null);
        Assert.That(VerificationKey.Create(TestKeys.Jwk(Ec(""","key_ops":["sign"]""")), "ES256"), Is.Null);
    }

    [Test]
    public void A_key_that_is_asked_for_again_is_not_imported_again_unless_for_another_algorithm()
    {
        var jwk = TestKeys.Jwk(Written(TestKeys.Rs256.PublicKey).Replace("\"alg\":\"RS256\",", "", StringComparison.Ordinal));
        var key = VerificationKey.Create(jwk, "RS256");

        Assert.That(VerificationKey.Create(jwk, "RS256"), Is.SameAs(key));
        Assert.That(VerificationKey.Create(jwk, "PS256")!.Algorithm, Is.EqualTo("PS256"));
        Assert.That(VerificationKey.Create(jwk, "RS256")!.Algorithm, Is.EqualTo("RS256"));
    }

    [Test, Category("RFC 7517 §5")]
    public void A_set_leaves_out_what_it_does_not_understand()
    {
        var set = Set(
            $$"""{"keys":[{"kty":"oct","k":"AA"},{"kty":"new"},{"kty":"EC","crv":"P-256","x":"{{P256X}}","y":"{{P256Y}}","kid":"a"},{"kty":"RSA","n":"AQ","e":"AQ"}],"more":1}""")!;

        Assert.That(set.Keys.Select(key => key.KeyId), Is.EqualTo((string[])["a"]));
    }

    [TestCase("{}")]
    [TestCase("""{"keys":{}}""")]
    [TestCase("""{"keys":["a"]}""")]
    [TestCase("""{"keys":[],"keys":[]}""")]
    [TestCase("""[]""")]
    public void A_document_that_is_no_set_is_refused(string json) => Assert.That(Set(json), Is.Null);

    [Test]
    public void Candidates_are_the_keys_that_fit_the_algorithm_and_the_key_id()
    {
        string Ec(string more) => $$"""{"kty":"EC","crv":"P-256","x":"{{P256X}}","y":"{{P256Y}}"{{more}}}""";
        var set = Set($$"""{"keys":[{{Ec(""","kid":"a" """)}},{{Ec(""","kid":"a","use":"enc" """)}},{{Ec(""","kid":"b" """)}},{{Ec(""","kid":"b","alg":"ES256" """)}},{{Ec("")}}]}""")!;

        Assert.That(set.Candidates("a", "ES256").Count(), Is.EqualTo(1));
        Assert.That(set.Candidates("b", "ES256").Count(), Is.EqualTo(2), "a kid need not be unique");
        Assert.That(set.Candidates("c", "ES256"), Is.Empty);
        Assert.That(set.Candidates(null, "ES256").Count(), Is.EqualTo(4));
        Assert.That(set.Candidates("a", "RS256"), Is.Empty);
        Assert.That(set.Candidates(null, "none"), Is.Empty);
        Assert.That(set.Candidates(null, "HS256"), Is.Empty);
    }

    [Test, Category("RFC 7517 §5")]
    public void A_set_holds_20_keys_at_most_and_4_are_tried_for_a_signature()
    {
        var key = $$"""{"kty":"EC","crv":"P-256","x":"{{P256X}}","y":"{{P256Y}}"}""";
        string Of(int count) => $$"""{"keys":[{{string.Join(',', Enumerable.Repeat(key, count))}}]}""";

        Assert.That(Set(Of(21)), Is.Null);
        Assert.That(Set(Of(20))!.Keys, Has.Count.EqualTo(20));
        Assert.That(Set(Of(20))!.Candidates(null, "ES256").Count(), Is.EqualTo(4));
    }

    private static Jwk? Parse(string json) => Jwk.TryParse(TestKeys.Object(json));

    private static JwkSet? Set(string json) => JwkSet.TryParse(Encoding.UTF8.GetBytes(json));

    private static string Written(Jwk key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            key.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
