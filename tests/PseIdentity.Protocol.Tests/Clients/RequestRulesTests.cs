using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.Clients;

/// <summary>What clients may register about their requests and the answers.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RequestRulesTests
{
    private const string Secret = "a-secret-of-more-than-32-characters-00";

    private static readonly ClientMetadataRules Rules = MemoryProtocol.ClientRules();

    private static readonly ClientMetadata Valid = new()
    {
        RedirectUris = ["https://portal.example/callback"],
        Scope = "openid",
        JwksUri = "https://portal.example/keys",
        RequireSignedRequestObject = true,
        RequirePushedAuthorizationRequests = true,
        RequestObjectSigningAlg = "PS256",
        RequestUris = ["https://portal.example/request#hash"],
        AuthorizationSignedResponseAlg = "ES256",
    };

    [Test]
    public void A_client_may_sign_push_and_be_answered_with_signatures() => Assert.That(Broken(Valid), Is.Empty);

    [Category("RFC 9101 §10.5")]
    [TestCase("none")]
    [TestCase("HS256")]
    [TestCase("ES512")]
    public void Request_objects_are_signed_with_what_is_supported(string algorithm)
    {
        Assert.That(Broken(Valid with { RequestObjectSigningAlg = algorithm }), Is.EqualTo(new[] { "request_object_signing_alg value.unknown" }));
        Assert.That(Broken(Valid with { AuthorizationSignedResponseAlg = algorithm }), Is.EqualTo(new[] { "authorization_signed_response_alg value.unknown" }));
    }

    [Test, Category("RFC 9101 §10.5")]
    public void Request_objects_need_keys() => Assert.That(Broken(Valid with { JwksUri = null }), Is.EqualTo(new[] { "jwks jwks.missing" }));

    [Category("OpenID Connect Registration §2")]
    [TestCase("http://portal.example/request", "request_uris[0] address.https")]
    [TestCase("/request", "request_uris[0] address.https")]
    [TestCase("urn:ietf:params:oauth:request_uri:x", "request_uris[0] address.https")]
    public void Request_uris_are_https(string uri, string broken) => Assert.That(Broken(Valid with { RequestUris = [uri] }), Is.EqualTo(new[] { broken }));

    [Test, Category("RFC 9101 §5.2")]
    public void Request_uris_are_short_and_few()
    {
        Assert.That(Broken(Valid with { RequestUris = ["https://portal.example/" + new string('x', 500)] }), Is.EqualTo(new[] { "request_uris[0] request_uri.too_long" }));
        Assert.That(Broken(Valid with { RequestUris = [.. Enumerable.Range(0, 21).Select(i => $"https://portal.example/{i}")] }), Is.EqualTo(new[] { "request_uris request_uri.many" }));
    }

    [Test, Category("RFC 9700 §2.1.2")]
    public void Without_the_setting_no_client_registers_for_tokens_by_the_front_channel()
    {
        Assert.That(Broken(Valid with { ResponseTypes = ["code", "id_token"] }), Does.Contain("response_types[1] value.unknown"));
        Assert.That(Broken(Valid with { GrantTypes = ["authorization_code", "implicit"] }), Does.Contain("grant_types[1] value.unknown"));
    }

    private static IEnumerable<string> Broken(ClientMetadata client) => Rules.Check(client, Secret).Select(rule => $"{rule.Member} {rule.Rule}");
}
