using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>What the metadata promises is performed, value by value; every standard value that it does not name is refused. Alice is signed in, and clients can register.</summary>
internal abstract class AdvertisedFixture : ProviderFixture
{
    protected HttpBrowser Alice { get; private set; } = null!;

    protected RelyingParty Portal { get; private set; } = null!;

    protected Registrant Registrant { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        (Alice, Portal, Registrant) = (new HttpBrowser(Issuer), Installation.Portal(Issuer), new Registrant(Issuer));
        await Portal.SignInAsync(Alice, "alice", Installation.Password);
    }

    [OneTimeTearDown]
    public void Leave()
    {
        Alice.Dispose();
        Portal.Dispose();
        Registrant.Dispose();
    }

    protected async Task<TokenAnswer> TokensAsync() => await Portal.RedeemAsync((await Portal.AskAsync(Alice))["code"]);

    protected ClientAssertion Assertion(string algorithm) => new(Installation.ClientKeys[algorithm], "signing-" + algorithm, IssuerName, DateTimeOffset.UtcNow);

    protected string MacAssertion(string algorithm) =>
        new ClientAssertion(Installation.ClientKeys["ES256"], "mac-service", IssuerName, DateTimeOffset.UtcNow).Sign(Installation.LongSecret, algorithm);

    /// <summary>By the key of <c>signing-RS256</c> in another algorithm: HMAC with what everybody can know as the secret (RFC 8725 §2.1), or nothing at all.</summary>
    protected string SignedElsewhere(string algorithm)
    {
        if (algorithm == "none")
            return Assertion("RS256").WithoutSignature("""{"alg":"none"}""");
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Installation.ClientKeys["RS256"].ExportPkcs8(), out _);
        SecurityKey key = algorithm.StartsWith("HS", StringComparison.Ordinal)
            ? new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()))
            : new RsaSecurityKey(rsa);
        key.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        key.KeyId = Installation.ClientKeys["RS256"].KeyId;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "signing-RS256",
            Audience = IssuerName,
            Expires = DateTime.UtcNow.AddMinutes(1),
            Claims = new Dictionary<string, object> { ["sub"] = "signing-RS256", ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
    }

    /// <summary>A client that registers this is told which member is wrong.</summary>
    protected async Task AssertNotRegistrableAsync(string member, params (string Name, JsonNode? Value)[] changes)
    {
        // Decoupled sign-in is registered with a token whose policy allows it.
        using var decoupled = new Registrant(Issuer, Installation.DecoupledAccess);
        var isDecoupled = changes.Any(change => change.Name == "grant_types" && change.Value?.ToJsonString().Contains("ciba", StringComparison.Ordinal) == true);
        var answer = await (isDecoupled ? decoupled : Registrant).RegisterAsync(changes);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((400, "invalid_client_metadata")), answer.Body);
        Assert.That(answer.Member("error_description"), Does.Contain(member));
    }
}
