using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>npm <c>jose</c> reads what is written here and writes what is read here: every encryption, every signature, every MAC.</summary>
public sealed class JoseTests
{
    private const string Content = "Zoë, and others";

    [Test, Category("RFC 7516 §5")]
    public async Task Both_sides_understand_each_other()
    {
        var encrypted =
            from alg in EncryptionAlgorithms.KeyManagement
            from enc in EncryptionAlgorithms.Content
            let recipient = TestRecipient.For(alg)
            select new { Alg = alg, Enc = enc, PrivateJwk = Json(recipient.PrivateJwk), PublicJwk = Json(recipient.PublicJwk), Jwe = recipient.Encrypt(Content, enc) };

        var output = await NodeScenario.RunAsync("jose", new
        {
            Content,
            Encrypted = encrypted.ToList(),
            Jwks = Json("{\"keys\":[" + string.Join(',', Installation.ClientKeys.Values.Select(key => JsonDocument.Parse(Installation.Jwks(key)).RootElement.GetProperty("keys")[0].GetRawText())) + "]}"),
            Tokens = Installation.ClientKeys.Values.Select(key => JwtWriter.Sign(key, "JWT", 0, static (json, _) => json.WriteString("sub", "alice"))).ToList(),
            Macs = SignatureAlgorithms.Symmetric.Select(alg => new
            {
                Alg = alg,
                Secret = Installation.LongSecret,
                Token = JwtWriter.Sign(MacKey.Create(Installation.LongSecret, alg)!, "JWT", 0, static (json, _) => json.WriteString("sub", "alice")),
            }).ToList(),
        });

        var theirs = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json).Where(line => line.TryGetProperty("jwe", out _)).ToList();
        Assert.That(theirs, Has.Count.EqualTo(EncryptionAlgorithms.KeyManagement.Count * EncryptionAlgorithms.Content.Count));
        foreach (var line in theirs)
        {
            var read = Jwe.Decrypt(line.GetString("jwe")!, TestRecipient.For(line.GetString("alg")!).Private);
            Assert.That(read is null ? null : Encoding.UTF8.GetString(read.Content), Is.EqualTo(Content), line.GetRawText());
        }
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
