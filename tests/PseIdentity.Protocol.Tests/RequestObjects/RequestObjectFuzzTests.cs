using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.RequestObjects;
using PseIdentity.Testing;
using PseIdentity.Testing.Fuzzing;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.RequestObjects;

/// <summary>What strangers send as request objects and references.</summary>
public sealed class RequestObjectFuzzTests
{
    private const string Payload = """
        {"iss":"app","aud":["https://provider.example"],"client_id":"app","response_type":"code","redirect_uri":"https://app.example/","scope":"openid","max_age":3600,
         "claims":{"userinfo":{"name":null}},"resource":["https://a.example","https://b.example"],"authorization_details":[{"type":"x"}],"exp":1e10,"nbf":0,"state":"\ud83d\ude00"}
        """;

    private static readonly SigningKey Key = SigningKey.Generate("ES256");

    [OneTimeTearDown]
    public static void Forget() => Key.Dispose();

    private static readonly Client Known = new("app", new ClientMetadata { Jwks = JsonElement.Parse(Jwks()) }, []);

    [Test]
    public void A_mutated_request_object_costs_little_and_is_refused()
    {
        var stores = new MemoryStores(new FakeTimeProvider());
        using var engine = MemoryProtocol.Create(stores);
        var reader = engine.GetRequiredService<RequestObjectReader>();

        Fuzz.Text([Signed(Payload), "a.b.c.d.e", "eyJhbGciOiJub25lIn0.e30."], input => reader.ReadAsync(Known, input, CancellationToken.None).AsTask().GetAwaiter().GetResult(), IsRefusal);
    }

    // Signed, so that what is inside is looked at.
    [Test]
    public void A_mutated_request_that_its_client_signed_costs_little()
    {
        var stores = new MemoryStores(new FakeTimeProvider());
        using var engine = MemoryProtocol.Create(stores);
        var reader = engine.GetRequiredService<RequestObjectReader>();

        Fuzz.Text([Payload], input =>
        {
            var read = reader.ReadAsync(Known, Signed(input), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            _ = Http.Parameters.FromEncoded(read.Parameters.Encode())["redirect_uri"];
        }, IsRefusal);
    }

    [Test]
    public void A_mutated_reference_costs_little_and_throws_nothing() => Fuzz.Text(
        [PushedRequestUri.New().Value, "urn:ietf:params:oauth:request_uri:", "https://client.example/object#hash"],
        input => _ = PushedRequestUri.IsOne(input) && PushedRequestUri.Read(input) is { Hash.Length: 32 });

    private static bool IsRefusal(Exception e) => e is ProtocolException { Error.Code: "invalid_request_object" };

    private static string Signed(string payload)
    {
        var content = CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{Key.KeyId}}","typ":"oauth-authz-req+jwt"}""")) + "." + CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(payload));
        var signature = new byte[Key.SignatureLength];
        Key.Sign(Encoding.ASCII.GetBytes(content), signature);
        return content + "." + CanonicalBase64Url.Encode(signature);
    }

    private static string Jwks()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            Key.PublicKey.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
