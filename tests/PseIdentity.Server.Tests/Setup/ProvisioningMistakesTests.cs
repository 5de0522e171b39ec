using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Server.Tests.Setup;

public sealed class ProvisioningMistakesTests
{
    [Test]
    public void The_example_of_the_contract_is_read()
    {
        var desired = Read(ProvisioningExample.New().ToJsonString());

        Assert.That(desired.Clients.Single().Content!.BackchannelLogoutUri, Is.EqualTo("http://localhost:5401/backchannel-logout"));
        Assert.That(desired.Users.Single().Content!.Claims.GetProperty("customer_id").GetString(), Is.EqualTo("C-1001"));
        Assert.That(desired.Users.Single().Content!.TotpSecret, Has.Length.EqualTo(20));
    }

    // section, member of its first item, value as JSON, the path that is named
    [TestCase("clients", "redirect_uri", "[]", "$.clients[0].redirect_uri")]
    [TestCase("clients", "redirect_uris", "\"http://localhost\"", "$.clients[0].redirect_uris")]
    [TestCase("clients", "redirect_uris", "[7]", "$.clients[0].redirect_uris[0]")]
    [TestCase("clients", "redirect_uris", "[\"https://a.example/cb\", \"https://a.example/#x\"]", "$.clients[0].redirect_uris[1]")]
    [TestCase("clients", "redirect_uris", "[\"https://a.example/cb?iss=x\"]", "$.clients[0].redirect_uris[0]")]
    [TestCase("clients", "client_name", "null", "$.clients[0].client_name")]
    [TestCase("clients", "client_name#de", "\"Zahlungen\"", "$.clients[0]['client_name#de']")]
    [TestCase("clients", "online_refresh", "\"yes\"", "$.clients[0].online_refresh")]
    [TestCase("clients", "access_token_lifetime", "5", "$.clients[0].access_token_lifetime")]
    [TestCase("clients", "client_secret", "\"short\"", "$.clients[0].client_secret")]
    [TestCase("clients", "client_secret", "7", "$.clients[0].client_secret")]
    [TestCase("clients", "client_secret", "{\"env\": \"PSE_NOT_SET\"}", "$.clients[0].client_secret")]
    [TestCase("clients", "client_secret", "{\"file\": \"nowhere\"}", "$.clients[0].client_secret")]
    [TestCase("clients", "scope", "\"openid paymnts\"", "$.clients[0].scope")]
    [TestCase("clients", "state", "\"gone\"", "$.clients[0].state")]
    [TestCase("clients", "jwks", "{\"keys\": [{\"kty\": \"RSA\", \"n\": \"AQAB\", \"e\": \"AQAB\"}]}", "$.clients[0].jwks.keys[0]")]
    [TestCase("clients", "security_profile", "\"fapi3\"", "$.clients[0].security_profile")]
    [TestCase("clients", "tls_client_certificate_bound_access_tokens", "true", "$.clients[0].tls_client_certificate_bound_access_tokens")]
    [TestCase("clients", "require_signed_request_object", "true", "$.clients[0].jwks")]
    [TestCase("clients", "id_token_encrypted_response_alg", "\"RSA-OAEP-256\"", "$.clients[0].jwks")]
    [TestCase("clients", "subject_type", "\"private\"", "$.clients[0].subject_type")]
    [TestCase("clients", "tls_client_auth_subject_dn", "\"CN=x\"", "$.clients[0].tls_client_auth_subject_dn")]
    [TestCase("users", "favourite_colour", "\"blue\"", "$.users[0].favourite_colour")]
    [TestCase("users", "email_verified", "\"true\"", "$.users[0].email_verified")]
    [TestCase("users", "address", "{\"town\": \"x\"}", "$.users[0].address.town")]
    [TestCase("users", "birthdate", "\"1.1.1970\"", "$.users[0].birthdate")]
    [TestCase("users", "zoneinfo", "\"Mars/Olympus\"", "$.users[0].zoneinfo")]
    [TestCase("users", "roles", "[\"two words\"]", "$.users[0].roles[0]")]
    [TestCase("users", "organization", "\"nobody\"", "$.users[0].organization")]
    [TestCase("users", "totp_secret", "\"JBSWY3DP\"", "$.users[0].totp_secret")]
    [TestCase("users", "password_hash", "\"x\"", "$.users[0].password_hash")]
    [TestCase("users", "password_hash", "\"$2b$15$PeJTsG.0eCd19AM5ax6fs.XkXFwBRwpJpcFImVhtGdnBsBUuoNkUG\"", "$.users[0].password_hash")]
    [TestCase("organizations", "domains", "[\"acme.example\", \"ACME.example\"]", "$.organizations[0].domains[1]")]
    [TestCase("organizations", "identity_provider", "\"nobody\"", "$.organizations[0].identity_provider")]
    [TestCase("organizations", "policy", "{\"password_max_age_days\": -1}", "$.organizations[0].policy.password_max_age_days")]
    [TestCase("organizations", "policy", "{\"lockout_failures\": 0}", "$.organizations[0].policy.lockout_failures")]
    [TestCase("identity_providers", "protocol", "\"cas\"", "$.identity_providers[0].protocol")]
    [TestCase("identity_providers", "protocol", "\"saml\"", "$.identity_providers[0].metadata")]
    [TestCase("identity_providers", "authority", "\"login.acme.example\"", "$.identity_providers[0].authority")]
    [TestCase("identity_providers", "provisioning", "\"maybe\"", "$.identity_providers[0].provisioning")]
    [TestCase("identity_providers", "claim_mappings", "{\"shoe_size\": \"size\"}", "$.identity_providers[0].claim_mappings.shoe_size")]
    [TestCase("identity_providers", "authority", "\"https://login.acme.example/?tenant=1\"", "$.identity_providers[0].authority")]
    [TestCase("identity_providers", "role_mappings", "{\"staff\": \"administrator\"}", "$.identity_providers[0].role_claim")]
    [TestCase("identity_providers", "role_mappings", "{\"staff\": \"two words\"}", "$.identity_providers[0].role_mappings.staff")]
    [TestCase("identity_providers", "token_endpoint_auth_method", "\"none\"", "$.identity_providers[0].token_endpoint_auth_method")]
    [TestCase("identity_providers", "token_endpoint_auth_method", "\"private_key_jwt\"", "$.identity_providers[0].client_secret")]
    [TestCase("identity_providers", "assertion_audience", "\"everybody\"", "$.identity_providers[0].assertion_audience")]
    [TestCase("identity_providers", "response_mode", "\"fragment\"", "$.identity_providers[0].response_mode")]
    [TestCase("identity_providers", "pushed_requests", "\"yes\"", "$.identity_providers[0].pushed_requests")]
    [TestCase("identity_providers", "client_id", "\"\"", "$.identity_providers[0].client_id")]
    [TestCase("identity_providers", "scopes", "[\"email\"]", "$.identity_providers[0].scopes")]
    [TestCase("identity_providers", "trust_amr", "true", "$.identity_providers[0].trust_amr")]
    [TestCase("scopes", "resources", "[\"api\"]", "$.scopes[0].resources[0]")]
    [TestCase("scopes", "claims", "[\"aud\"]", "$.scopes[0].claims[0]")]
    [TestCase("scopes", "display_nam", "\"x\"", "$.scopes[0].display_nam")]
    public void A_mistake_is_named_by_its_path(string section, string member, string json, string path)
    {
        var document = ProvisioningExample.New();
        document[section]![0]![member] = JsonNode.Parse(json);

        var mistakes = Mistakes(document.ToJsonString());

        Assert.That(mistakes.Select(mistake => mistake.Path), Has.Some.EqualTo(path));
        Assert.That(mistakes.Select(mistake => mistake.Sentence), Has.All.EndsWith(".").Or.EndsWith("?"));
    }

    [TestCase("tls_client_auth")]
    [TestCase("self_signed_tls_client_auth")]
    [TestCase("client_secret_base")]
    public void A_way_to_authenticate_that_is_not_there_is_refused(string method)
    {
        var document = ProvisioningExample.New();
        document.Client()["token_endpoint_auth_method"] = method;

        Assert.That(Mistakes(document.ToJsonString())[0].Path, Is.EqualTo("$.clients[0].token_endpoint_auth_method"));
    }

    [Test]
    public void A_switch_that_is_named_and_off_is_no_mistake()
    {
        var document = ProvisioningExample.New();
        document.Client()["dpop_bound_access_tokens"] = false;

        Assert.That(Read(document.ToJsonString()).Clients, Has.Count.EqualTo(1));
    }

    [Test]
    public void All_mistakes_are_named_together()
    {
        var document = ProvisioningExample.New();
        document.Client()["grant_types"] = new JsonArray("password");
        document.User()["emial"] = "alice@example.com";
        document["organizations"]![0]!.AsObject().Remove("name");
        document["client"] = new JsonArray();

        Assert.That(Mistakes(document.ToJsonString()).Select(mistake => mistake.Path), Is.SupersetOf(new[]
        {
            "$.clients[0].grant_types[0]", "$.users[0].emial", "$.organizations[0].name", "$.client",
        }));
    }

    [Test]
    public void A_misspelled_member_comes_with_a_suggestion()
    {
        var document = ProvisioningExample.New();
        document.Client()["redirect_uri"] = new JsonArray();

        Assert.That(Mistakes(document.ToJsonString())[0].Sentence, Is.EqualTo("is not known here; did you mean redirect_uris?"));
    }

    [Test]
    public void Something_that_stands_there_twice_is_refused()
    {
        var client = ProvisioningExample.New().Client().ToJsonString();

        Assert.That(Mistakes($$"""{ "clients": [ {{client}}, {{client}} ], "scopes": [ { "name": "payments", "name": "payments" } ] }""").Select(mistake => mistake.Path),
            Is.EqualTo(new[] { "$.scopes[0].name", "$.clients[1].client_id" }));
    }

    [Test]
    public void A_provider_has_all_that_OpenID_Connect_needs()
    {
        var document = ProvisioningExample.New();
        var written = document["identity_providers"]![0]!.AsObject();
        written.Remove("client_secret");
        written["claim_mappings"] = JsonNode.Parse("""{ "email": "mail", "active": "account_enabled" }""");
        (written["role_claim"], written["role_mappings"]) = ("groups", JsonNode.Parse("""{ "staff": "administrator" }"""));
        (written["response_mode"], written["pushed_requests"], written["userinfo"]) = ("form_post", false, true);
        (written["trusts_amr"], written["trusts_email"], written["signs_out"], written["enabled"]) = (true, true, true, false);

        var provider = Read(document.ToJsonString()).IdentityProviders.Single().Content!;

        Assert.That(provider.Oidc, Is.EqualTo(new OidcUpstream { TokenEndpointAuthMethod = "private_key_jwt", ResponseMode = "form_post", PushedRequests = false, UserInfo = true }));
        Assert.That((provider.TrustsAmr, provider.TrustsEmail, provider.SignsOut, provider.Enabled), Is.EqualTo((true, true, true, false)));
        Assert.That((provider.RoleClaim, provider.RoleMappings["staff"], provider.ClaimMappings["active"]), Is.EqualTo(("groups", "administrator", "account_enabled")));
    }

    [TestCase("client_secret_basic")]
    [TestCase("client_secret_post")]
    public void A_provider_that_is_to_know_a_secret_needs_one(string method)
    {
        var document = ProvisioningExample.New();
        var written = document["identity_providers"]![0]!.AsObject();
        written.Remove("client_secret");
        written["token_endpoint_auth_method"] = method;

        Assert.That(Mistakes(document.ToJsonString()).Single().Path, Is.EqualTo("$.identity_providers[0].client_secret"));
    }

    [Test]
    public void A_customer_id_is_nobody_elses_user_name()
    {
        var document = ProvisioningExample.New();
        document["users"]!.AsArray().Add(JsonNode.Parse("""{ "preferred_username": "c-1001" }"""));

        Assert.That(Mistakes(document.ToJsonString()).Single().Path, Is.EqualTo("$.users[1].preferred_username"));
    }

    [TestCase("{", "$")]
    [TestCase("[]", "$")]
    [TestCase("""{ "clients": {} }""", "$.clients")]
    [TestCase("""{ "initial_access_tokens": [ { "token": "a-token-of-more-than-32-characters-000" } ] }""", "$.initial_access_tokens[0].name")]
    [TestCase("""{ "initial_access_tokens": [ { "name": "a", "token": "short" } ] }""", "$.initial_access_tokens[0].token")]
    [TestCase("""{ "initial_access_tokens": [ { "name": "a", "token": "a-token-of-more-than-32-characters-000", "uses": 0 } ] }""", "$.initial_access_tokens[0].uses")]
    [TestCase("""{ "initial_access_tokens": [ { "name": "a", "token": "a-token-of-more-than-32-characters-000", "policy": { "force": { "conset": "implicit" } } } ] }""", "$.initial_access_tokens[0].policy.force.conset")]
    [TestCase("""{ "initial_access_tokens": [ { "name": "a", "token": "a-token-of-more-than-32-characters-000", "policy": { "allow": { "scope": "unheard-of" } } } ] }""", "$.initial_access_tokens[0].policy.allow.scope")]
    public void What_is_no_provisioning_file_is_refused(string text, string path) =>
        Assert.That(Mistakes(text).Single().Path, Is.EqualTo(path));

    [Test]
    public void A_machine_needs_no_response_types()
    {
        var desired = Read("""{ "clients": [ { "client_id": "job", "client_secret": "at-least-32-random-characters-here-00", "grant_types": ["client_credentials"] } ] }""");

        Assert.That(desired.Clients.Single().Content!.ResponseTypes, Is.Empty);
    }

    [Test]
    public void A_secret_may_come_from_a_file_beside_the_document()
    {
        var document = ProvisioningExample.New();
        document.Client()["client_secret"] = new JsonObject { ["file"] = "portal.secret" };

        var desired = Read(document.ToJsonString(), ("portal.secret", "a-secret-of-more-than-32-characters-00\n"));

        Assert.That(desired.Clients.Single().Secret, Is.EqualTo("a-secret-of-more-than-32-characters-00"));
    }

    private static IReadOnlyList<ProvisioningMistake> Mistakes(string text) => Assert.Throws<ProvisioningException>(() => Read(text))!.Mistakes;

    private static DesiredState Read(string text, params (string Name, string Content)[] besides)
    {
        var folder = Directory.CreateTempSubdirectory("pse-identity-file-");
        try
        {
            var file = Path.Combine(folder.FullName, "provisioning.json");
            File.WriteAllText(file, text);
            foreach (var (name, content) in besides)
                File.WriteAllText(Path.Combine(folder.FullName, name), content);
            using var document = ProvisioningFile.Open(file);
            return ProvisioningFile.Read(file, document, KnownNames.OfNothing, MemoryProtocol.ClientRules(development: true));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
