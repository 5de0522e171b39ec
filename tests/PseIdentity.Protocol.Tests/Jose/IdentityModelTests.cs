using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>Agreement with another implementation, in both directions.</summary>
public sealed class IdentityModelTests
{
    private static readonly JsonWebTokenHandler Handler = new();

    [TestCase("RS256")]
    [TestCase("PS256")]
    [TestCase("ES256")]
    public async Task What_is_signed_here_is_accepted_there(string algorithm)
    {
        var key = TestKeys.For(algorithm);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            key.PublicKey.WriteTo(writer);

        var token = JwtWriter.Sign(key, "at+jwt", 0, static (writer, _) =>
        {
            writer.WriteString("iss", "https://id.example");
            writer.WriteString("aud", "https://api.example");
            writer.WriteString("sub", "Zoë");
            writer.WriteNumber("exp", 4102444800);
        });
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "https://id.example",
            ValidAudience = "https://api.example",
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [algorithm],
            IssuerSigningKey = new JsonWebKey(Encoding.UTF8.GetString(buffer.WrittenSpan)),
        });

        Assert.That(result.IsValid, Is.True, result.Exception?.Message);
        Assert.That(result.Claims["sub"], Is.EqualTo("Zoë"));
    }

    [Test]
    public void What_is_signed_there_is_accepted_here(
        [Values("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")] string algorithm)
    {
        using AsymmetricAlgorithm asymmetric = algorithm switch
        {
            "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RsaOf(TestKeys.Rs256),
        };
        var theirs = asymmetric is RSA rsa
            ? JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(true)))
            : JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey((ECDsa)asymmetric));
        var token = Handler.CreateToken(
            """{"iss":"https://client.example","sub":"client","exp":4102444800}""", new SigningCredentials(theirs, algorithm));

        var jwk = TestKeys.Jwk(asymmetric is RSA
            ? $$"""{"kty":"RSA","n":"{{theirs.N}}","e":"{{theirs.E}}"}"""
            : $$"""{"kty":"EC","crv":"{{theirs.Crv}}","x":"{{theirs.X}}","y":"{{theirs.Y}}"}""");
        var jws = Jws.Parse(token)!;

        Assert.That(jws.IsSignedBy(VerificationKey.Create(jwk, algorithm)!), Is.True);
        Assert.That(jws.Payload.GetString("sub"), Is.EqualTo("client"));
        Assert.That(jwk.Thumbprint(), Is.EqualTo(CanonicalBase64Url.Encode(theirs.ComputeJwkThumbprint())));
    }

    private static RSA RsaOf(SigningKey key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        return rsa;
    }
}
