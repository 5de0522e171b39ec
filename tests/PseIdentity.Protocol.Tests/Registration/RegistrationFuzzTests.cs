using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Clients.Documents;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Registration;
using PseIdentity.Testing.Fuzzing;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.Registration;

/// <summary>Client metadata as strangers send it.</summary>
public sealed class RegistrationFuzzTests
{
    private static readonly string[] Requests =
    [
        """{"client_name":"Newcomer","redirect_uris":["https://a.example/cb?x=1","http://127.0.0.1/cb"],"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"scope":"openid email"}""",
        """{"redirect_uris":["com.example.app:/cb"],"application_type":"native","token_endpoint_auth_method":"none","default_max_age":600,"default_acr_values":["urn:pse-identity:acr:mfa"],"contacts":["x@a.example"]}""",
        """{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"1"}]},"id_token_signed_response_alg":"ES256"}""",
        """{"redirect_uris":["https://a.example/","https://b.example/"],"subject_type":"pairwise","sector_identifier_uri":"https://a.example/sector","initiate_login_uri":"https://a.example/l","post_logout_redirect_uris":["https://a.example/out"],"client_uri":"https://a.example","logo_uri":"https://a.example/l.png","tos_uri":null,"unknown":{"a":[1,2]}}""",
        // Once more than a megabyte: thousands of scopes, each compared and named.
        $$"""{"redirect_uris":["https://a.example/"],"scope":"openid{{string.Concat(Enumerable.Repeat(" enid", 5000))}}"}""",
    ];

    [Test, Category("RFC 7591 §2")]
    public void Mutated_client_metadata_costs_little_and_throws_nothing_but_refusals()
    {
        var rules = MemoryProtocol.ClientRules();
        var policy = RegistrationPolicy.Parse("""{"defaults":{"client_uri":"https://d.example"},"force":{"consent":"explicit"}}""");

        Fuzz.Bytes(Requests.Select(Encoding.UTF8.GetBytes), input =>
        {
            if (StrictJson.TryParseObject(input) is not { } body)
                return;
            var metadata = RequestedMetadata.Read(body, policy);
            rules.Check(metadata, "a-secret-of-more-than-32-characters-00");
            _ = new Client("fuzzed", metadata, []).Sector;
            ClientMetadataText.Of(metadata);
        }, thrown => thrown is ProtocolException);
    }

    [Test, Category("Client ID Metadata Document §3")]
    public void A_mutated_address_of_a_document_costs_little_and_throws_nothing() => Fuzz.Text(
        ["https://apps.example/client.json", "https://apps.example:8443/a/b?x=%2e%2e", "https://[::1]/c", "http://127.0.0.1:80/./x"],
        input => ClientDocumentUri.IsOne(input, development: true));

    [TestCase("https://apps.example/client.json", true)]
    [TestCase("https://apps.example/", true)]
    [TestCase("https://apps.example:8443/client?v=1", true)]
    [TestCase("https://apps.example", false)]
    [TestCase("http://apps.example/client.json", false)]
    [TestCase("https://user@apps.example/client.json", false)]
    [TestCase("https://apps.example/client.json#top", false)]
    [TestCase("https://apps.example/a/../client.json", false)]
    [TestCase("https://apps.example/a/%2E%2e/client.json", false)]
    [TestCase("https://apps.example/./client.json", false)]
    [TestCase("https://APPS.example/client.json", false)]
    [TestCase("https://apps.example:443/client.json", false)]
    [TestCase("HTTPS://apps.example/client.json", false)]
    [TestCase("https://apps.example\\@evil.example/client.json", false)]
    [Category("Client ID Metadata Document §3")]
    public void These_are_addresses_of_documents_or_not(string address, bool isOne) => Assert.That(ClientDocumentUri.IsOne(address, development: false), Is.EqualTo(isOne));
}
