using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.OpenIdConnect;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>Companies whose servers do not do what they should, and what is remembered of those that do.</summary>
internal sealed class CompanyEndpointTests : UpstreamFixture
{
    private const string Discovery = "/.well-known/openid-configuration";

    // member, value as JSON (null: missing), the refusal
    [Category("OpenID Connect Discovery §4.3")]
    [TestCase("issuer", "\"https://elsewhere.example\"", "federation.issuer_mismatch")]
    [TestCase("issuer", "with a slash", "federation.issuer_mismatch")]
    [TestCase("issuer", null, "federation.issuer_mismatch")]
    [TestCase("authorization_endpoint", null, "federation.misconfigured")]
    [TestCase("authorization_endpoint", "\"javascript:alert(1)\"", "federation.misconfigured")]
    [TestCase("authorization_endpoint", "\"https://a.example/#x\"", "federation.misconfigured")]
    [TestCase("token_endpoint", "\"/token\"", "federation.misconfigured")]
    [TestCase("jwks_uri", "7", "federation.misconfigured")]
    [TestCase("end_session_endpoint", "\"file:///etc/passwd\"", "federation.misconfigured")]
    public async Task Metadata_that_is_wrong_leads_nowhere(string member, string? value, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Company.Discovery = document =>
        {
            document.Remove(member);
            if (value is not null)
                document[member] = value == "with a slash" ? there.Company.Issuer + "/" : JsonNode.Parse(value);
        };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo(refusal));
    }

    [TestCase(Discovery, 500, "{}", null, "federation.unreachable")]
    [TestCase(Discovery, 302, "", "/elsewhere", "federation.unreachable")]
    [TestCase(Discovery, 200, "<html>", null, "federation.misconfigured")]
    [TestCase(Discovery, 200, "{\"issuer\":\"a\",\"issuer\":\"b\"}", null, "federation.misconfigured")]
    [TestCase("/keys", 404, "", null, "federation.unreachable")]
    [TestCase("/keys", 200, "{\"keys\":7}", null, "federation.misconfigured")]
    [TestCase("/keys", 200, "{\"keys\":[]}", null, "federation.token_signature")]
    [TestCase("/token", 302, "", "/elsewhere", "federation.unreachable")]
    [TestCase("/token", 503, "", null, "federation.unreachable")]
    [TestCase("/token", 401, "{\"error\":\"invalid_client\"}", null, "federation.client_refused")]
    [TestCase("/token", 401, "", null, "federation.client_refused")]
    [TestCase("/token", 400, "{\"error\":\"invalid_grant\"}", null, "federation.code_refused")]
    [TestCase("/token", 400, "{\"error\":\"unsupported_grant_type\"}", null, "federation.request_refused")]
    [TestCase("/token", 200, "[]", null, "federation.answer_malformed")]
    [TestCase("/userinfo", 401, "", null, "federation.unreachable")]
    [TestCase("/userinfo", 200, "null", null, "federation.answer_malformed")]
    public async Task An_endpoint_that_answers_wrongly_lets_nobody_in(string path, int status, string body, string? location, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { UserInfo = true };
        there.Company.Instead[path] = new WebDocument(body) { Status = status, Location = location };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo(refusal));
        Assert.That(there.Company.TimesAsked("/elsewhere"), Is.Zero);
    }

    [TestCase(Discovery)]
    [TestCase("/keys")]
    [TestCase("/token")]
    [TestCase("/userinfo")]
    public async Task An_endpoint_that_answers_endlessly_lets_nobody_in(string path)
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { UserInfo = true };
        there.Company.Instead[path] = new WebDocument("{\"a\":\"" + new string('a', 128 * 1024) + "\"}");

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.unreachable"));
    }

    [TestCase(Discovery)]
    [TestCase("/token")]
    public async Task An_endpoint_that_never_answers_is_not_waited_for(string path)
    {
        await using var there = await NewSignInAsync();
        there.Company.SilentAt = path;

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.unreachable"));
    }

    [Category("RFC 9126 §2.3")]
    [TestCase(400, "{\"error\":\"invalid_request\"}", "federation.request_refused")]
    [TestCase(401, "{\"error\":\"invalid_client\"}", "federation.client_refused")]
    [TestCase(201, "{}", "federation.answer_malformed")]
    public async Task A_pushed_request_that_is_not_taken_leads_nowhere(int status, string body, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Company.Discovery = document => document["pushed_authorization_request_endpoint"] = there.Company.Issuer + "/par";
        there.Company.Instead["/par"] = new WebDocument(body) { Status = status };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo(refusal));
    }

    [Test]
    public async Task Requests_that_must_be_pushed_and_cannot_be_lead_nowhere()
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { PushedRequests = true };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.misconfigured"));
    }

    [Test]
    public async Task What_a_company_says_is_fetched_once_for_all_and_again_after_an_hour()
    {
        await using var there = await NewSignInAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => there.LeaveAsync()));
        Assert.That(there.Company.TimesAsked(Discovery), Is.EqualTo(1));

        Pass(3601);
        await there.LeaveAsync();
        Assert.That(there.Company.TimesAsked(Discovery), Is.EqualTo(2));

        // While it is down, what it said before holds, and it is not asked at every sign-in.
        Pass(3601);
        there.Company.Instead[Discovery] = new WebDocument("") { Status = 503 };
        await there.LeaveAsync();
        await there.LeaveAsync();
        Assert.That(there.Company.TimesAsked(Discovery), Is.EqualTo(3));
        Pass(24 * 3600);
        Assert.That((await Assert.ThrowsAsync<UpstreamException>(there.LeaveAsync))!.Id, Is.EqualTo("federation.unreachable"));
    }

    [Test]
    public async Task So_many_companies_are_remembered_and_then_whoever_was_asked_for_last()
    {
        await using var there = await NewSignInAsync();
        await using var other = await NewSignInAsync();
        var documents = new ProviderDocuments(Provider.Services.GetRequiredService<GuardedHttp>(), Clock) { MostKept = 1 };

        await documents.MetadataAsync(there.Company.Issuer, CancellationToken.None);
        Pass(1);
        await documents.MetadataAsync(other.Company.Issuer, CancellationToken.None);
        Pass(1);
        await documents.MetadataAsync(other.Company.Issuer, CancellationToken.None);

        Assert.That((documents.Kept, other.Company.TimesAsked(Discovery)), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Whatever_a_company_says_of_itself_is_read_or_refused()
    {
        string[] corpus =
        [
            """{"issuer":"https://a.example","authorization_endpoint":"https://a.example/a?x=y","token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/k","id_token_signing_alg_values_supported":["RS256","none"]}""",
            """{"issuer":"https://a.example","authorization_endpoint":"https://a.example:8443/a","token_endpoint":"https://[::1]/t","jwks_uri":"https://a.example/k","end_session_endpoint":"https://a.example/e","require_pushed_authorization_requests":true,"scopes_supported":["openid"]}""",
        ];

        Fuzz.Bytes(corpus.Select(System.Text.Encoding.UTF8.GetBytes), input => ProviderMetadata.Read(input, "https://a.example"), e => e is UpstreamException);
    }
}
