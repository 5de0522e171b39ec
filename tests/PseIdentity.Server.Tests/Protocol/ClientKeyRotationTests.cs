using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients whose keys are at an address of theirs, and change (OpenID Connect Core §10.1.1).</summary>
internal sealed class ClientKeyRotationTests : ClockedFixture
{
    private readonly WebDocuments web = new();
    private readonly SigningKey first = SigningKey.Generate("ES256");
    private readonly SigningKey second = SigningKey.Generate("ES256");

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(Registered("unknown-kid"), Registered("impatient"), Registered("away"), Registered("withdrawn")),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = web.Address.Authority },
    };

    private string Registered(string id) => $$"""
        { "client_id": "{{id}}", "grant_types": ["client_credentials"], "response_types": [], "scope": "payments", "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "{{web.Url(id)}}" }
        """;

    [OneTimeTearDown]
    public async Task Leave()
    {
        first.Dispose();
        second.Dispose();
        await web.DisposeAsync();
    }

    [Test, Category("OpenID Connect Core §10.1.1")]
    public async Task An_unknown_kid_is_looked_for_at_the_address_and_a_known_one_is_not()
    {
        Publish("unknown-kid", first);
        Assert.That(await StatusAsync("unknown-kid", first), Is.EqualTo(200));
        Assert.That(await StatusAsync("unknown-kid", first), Is.EqualTo(200));
        Assert.That(web.TimesAsked("/unknown-kid"), Is.EqualTo(1));

        Publish("unknown-kid", second);
        Pass(31);

        Assert.That(await StatusAsync("unknown-kid", second), Is.EqualTo(200));
        Assert.That(web.TimesAsked("/unknown-kid"), Is.EqualTo(2));
    }

    [Test, Category("OpenID Connect Core §10.1.1")]
    public async Task Invented_kids_ask_the_address_at_most_every_half_minute()
    {
        Publish("impatient", first);
        Assert.That(await StatusAsync("impatient", first), Is.EqualTo(200));

        for (var i = 0; i < 5; i++)
            Assert.That(await StatusAsync("impatient", second), Is.EqualTo(401));
        Assert.That(web.TimesAsked("/impatient"), Is.EqualTo(1));

        Pass(31);
        for (var i = 0; i < 5; i++)
            Assert.That(await StatusAsync("impatient", second), Is.EqualTo(401));
        Assert.That(web.TimesAsked("/impatient"), Is.EqualTo(2));
    }

    [Test, Category("OpenID Connect Core §10.1.1")]
    public async Task A_key_that_was_taken_away_is_believed_for_a_quarter_of_an_hour_at_most()
    {
        Publish("withdrawn", first);
        Assert.That(await StatusAsync("withdrawn", first), Is.EqualTo(200));
        Publish("withdrawn", second);

        Pass(15 * 60);

        Assert.That(await StatusAsync("withdrawn", first), Is.EqualTo(401));
        Assert.That(await StatusAsync("withdrawn", second), Is.EqualTo(200));
    }

    [TestCase(404, "application/json")]
    [TestCase(302, "application/json")]
    [TestCase(200, "text/html")]
    [Category("RFC 7517 §5")]
    public async Task An_address_that_does_not_answer_with_keys_is_a_refusal(int status, string type)
    {
        web.Put("/away", new WebDocument(type == "text/html" ? "<html>" : "{}") { Status = status, ContentType = type, Location = status == 302 ? web.Url("unknown-kid") : null });
        Pass(31);

        Assert.That(await StatusAsync("away", first), Is.EqualTo(401));
    }

    private void Publish(string id, SigningKey key) => web.Put("/" + id, new WebDocument(Installation.Jwks(key)));

    private async Task<int> StatusAsync(string id, SigningKey key)
    {
        using var party = new RelyingParty(Issuer, id, null, "", "payments");
        var assertion = new ClientAssertion(key, id, IssuerName, Clock.GetUtcNow()).Sign();
        return (await party.TokenAsync([("grant_type", "client_credentials"), .. ClientAssertion.Fields(assertion)])).Status;
    }
}
