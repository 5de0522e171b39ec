using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A provider that strangers with a token may register at.</summary>
internal abstract class RegistrationFixture(TestDatabaseKind database) : ProviderFixture
{
    protected const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    protected const string ExchangeAccess = "an-initial-access-token-for-exchanges-0";

    protected override ProviderSetup Setup => base.Setup with
    {
        Database = database,
        Provisioning = Trusting(Installation.With()),
    };

    protected static string Trusting(string provisioning)
    {
        var document = JsonNode.Parse(provisioning)!;
        document["initial_access_tokens"]!.AsArray().Add(new JsonObject
        {
            ["name"] = "exchanges",
            ["token"] = ExchangeAccess,
            ["policy"] = new JsonObject
            {
                ["allow"] = new JsonObject { ["grant_types"] = new JsonArray("authorization_code", Exchange) },
                ["force"] = new JsonObject { ["authorization_details_types"] = new JsonArray("payment_initiation") },
            },
        });
        return document.ToJsonString();
    }

    protected Registrant registrant = null!;

    [OneTimeSetUp]
    public void Arrive() => registrant = new Registrant(Issuer);

    [OneTimeTearDown]
    public void Leave() => registrant.Dispose();

    protected static (string, JsonNode?)[] Machine => [("grant_types", new JsonArray("client_credentials")), ("response_types", new JsonArray()), ("redirect_uris", null)];

    // Clients that register themselves have no scope for this grant: the request fails after authentication.
    protected async Task<TokenAnswer> AskWithMacAsync(TokenAnswer registered, string secret, string algorithm)
    {
        var id = registered.Member("client_id")!;
        using var party = new RelyingParty(Issuer, id, null, "", "payments");
        var assertion = new ClientAssertion(Installation.ClientKeys["ES256"], id, IssuerName, DateTimeOffset.UtcNow).Sign(secret, algorithm);
        return await party.TokenAsync([("grant_type", "client_credentials"), ("scope", "payments"), .. ClientAssertion.Fields(assertion)]);
    }
}
