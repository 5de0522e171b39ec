using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>What strangers send to the readers of this folder.</summary>
public sealed class JoseFuzzTests
{
    private const string EcKey = """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","use":"sig","kid":"1"}""";
    private const string OkpKey = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","key_ops":["verify"],"alg":"EdDSA"}""";

    [Test]
    public void A_mutated_JWS_costs_little_and_throws_nothing() => Fuzz.Text(
        [
            new RawJws().Build(), new RawJws { Key = TestKeys.Rs256, Header = """{"alg":"RS256","kid":"a","typ":"JWT","jwk":{"kty":"RSA"}}""" }.Build(),
            new RawJws { Payload = """{"aud":["a","b"],"exp":1e9,"events":{"x":{}},"s":"\ud83d\ude00"}""" }.Build(),
        ],
        input =>
        {
            var jws = Jws.Parse(input);
            jws?.IsSignedBy(TestKeys.Es256.Verification);
            jws?.IsSignedBy(TestKeys.Rs256.Verification);
            jws?.IsType("at+jwt");
        });

    [Test]
    public void A_mutated_JWE_costs_little_and_throws_nothing() => Fuzz.Text(
        from algorithm in EncryptionAlgorithms.KeyManagement
        from encryption in new[] { "A128CBC-HS256", "A256GCM" }
        select TestRecipient.For(algorithm).Encrypt(new RawJws().Build(), encryption),
        input =>
        {
            Jwe.KeyIdOf(input);
            _ = Jwe.Decrypt(input, TestRecipient.For("ECDH-ES").Private)?.Token;
            _ = Jwe.Decrypt(input, TestRecipient.For("ECDH-ES+A256KW").Private)?.Token;
            _ = Jwe.Decrypt(input, TestRecipient.For("RSA-OAEP-256").Private)?.Token;
        });

    [Test]
    public void A_mutated_JWE_header_costs_little_and_throws_nothing()
    {
        var parts = TestRecipient.For("ECDH-ES").Encrypt("x").Split('.');
        Assert.That(CanonicalBase64Url.TryDecode(parts[0], out var header), Is.True);

        // Beneath the base64url, where mutations of the token hardly reach.
        Fuzz.Bytes([header], input => Jwe.Decrypt(string.Join('.', CanonicalBase64Url.Encode(input), parts[1], parts[2], parts[3], parts[4]), TestRecipient.For("ECDH-ES").Private));
    }

    [Test]
    public void A_mutated_JWS_header_costs_little_and_throws_nothing() => Fuzz.Bytes(
        new[] { """{"alg":"ES256","typ":"at+jwt","kid":"a"}""", """{"alg":"PS256","jwk":{"kty":"RSA"},"crit":["exp"],"exp":1}""" }.Select(Encoding.UTF8.GetBytes),
        input => Jws.Parse($"{CanonicalBase64Url.Encode(input)}.e30.AAAA", maxLength: 200_000)?.IsType("at+jwt"));

    [Test]
    public void A_mutated_JWS_payload_costs_little_and_throws_nothing() => Fuzz.Bytes(
        new[] { """{"iss":"https://id.example","aud":["a"],"exp":1,"cnf":{"jkt":"x"}}""", """{"exp":1e9,"s":"\ud83d\ude00","a":[[{}]]}""" }.Select(Encoding.UTF8.GetBytes),
        input => Jws.Parse($"{RawJws.Encode("""{"alg":"ES256"}""")}.{CanonicalBase64Url.Encode(input)}.AAAA", maxLength: 200_000)?.Payload.GetNumericDate("exp"));

    [Test]
    public void A_mutated_key_set_costs_little_and_throws_nothing() => Fuzz.Bytes(
        new[] { $$"""{"keys":[{{EcKey}},{{OkpKey}}]}""", $$"""{"keys":[{{Written(TestKeys.Rs256.PublicKey)}}]}""", """{"keys":[]}""" }.Select(Encoding.UTF8.GetBytes),
        input =>
        {
            foreach (var key in JwkSet.TryParse(input)?.Keys ?? [])
            {
                key.Thumbprint();
                foreach (var algorithm in (ReadOnlySpan<string>)["RS256", "PS256", "ES256", "EdDSA"])
                    VerificationKey.Create(key, algorithm);
            }
        });

    [Test]
    public void A_mutated_key_costs_little_and_throws_nothing() => Fuzz.Bytes(
        new[] { EcKey, OkpKey, Written(TestKeys.Rs256.PublicKey) }.Select(Encoding.UTF8.GetBytes),
        input =>
        {
            if (StrictJson.TryParseObject(input) is { } json && Jwk.TryParse(json) is { } key)
                key.Thumbprint();
        });

    private static string Written(Jwk key)
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
            key.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
