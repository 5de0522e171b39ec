using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>Debian's <c>oidc-agent</c>, which registers itself and serves the programs of a terminal.</summary>
internal sealed class OidcAgentTests : ProviderFixture
{
    private const string Token = "an-initial-access-token-for-terminals";

    // It says that it is a web client, and lists a scheme of its own beside its ports: what it registers is made that of a native one.
    protected override ProviderSetup Setup
    {
        get
        {
            var document = JsonNode.Parse(Installation.Provisioning)!;
            document["initial_access_tokens"]!.AsArray().Add(JsonNode.Parse($$$"""{ "name": "terminals", "token": "{{{Token}}}", "policy": { "force": { "application_type": "native" } } }"""));
            return base.Setup with { Provisioning = document.ToJsonString() };
        }
    }

    [Test, Category("RFC 7591 §3")]
    [Category("RFC 8628 §3.4")]
    [Category("RFC 8252 §7.3")]
    public Task An_agent_registers_itself_signs_a_person_in_refreshes_and_gives_its_access_back() => NodeScenario.RunAsync("oidc-agent", new
    {
        Issuer = IssuerName,
        InitialAccessToken = Token,
        Scope = "openid profile offline_access",
        Username = "alice",
        Installation.Password,
    });
}
