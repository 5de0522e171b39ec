using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What strangers can have this provider do is bounded: fetches from others, registrations, messages to people.</summary>
internal sealed class BudgetTests : ClockedFixture
{
    private readonly RequestObjectPlace place = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "referring", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9123/callback"], "scope": "openid", "consent": "implicit",
              "jwks": {{Installation.Jwks(Installation.ClientKeys["ES256"])}}, "request_uris": ["{{place.Address}}registered"] }
            """),
        Settings = new Dictionary<string, string>(Relaxed)
        {
            ["Network:AllowedHosts:0"] = place.Address.Authority,
            ["Network:FetchesPerHostAndMinute"] = "2",
            ["Registration:Open"] = "true",
            ["Registration:OpenPerHour"] = "2",
            ["Approvals:InvitationsAtATime"] = "2",
        },
    };

    [OneTimeTearDown]
    public async Task ClosePlace() => await place.DisposeAsync();

    [Test, Category("RFC 9101 §10.4")]
    public async Task A_host_is_asked_so_often_in_a_minute()
    {
        using var browser = new HttpBrowser(Issuer);
        for (var i = 0; i < 4; i++)
        {
            await browser.GoAsync($"/authorize?client_id=referring&request_uri={Uri.EscapeDataString(place.Address + "registered")}");
            Assert.That(browser.TextOf("error-code"), Does.StartWith("invalid_request"));
        }
        Assert.That(place.Asked, Is.EqualTo(2));

        Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.GoAsync($"/authorize?client_id=referring&request_uri={Uri.EscapeDataString(place.Address + "registered")}");

        Assert.That(place.Asked, Is.EqualTo(3));
    }

    [Test, Category("RFC 7591 §5")]
    public async Task Strangers_register_so_many_clients_in_an_hour()
    {
        using var stranger = new Registrant(Issuer, null);
        using var invited = new Registrant(Issuer);
        Assert.That((await stranger.RegisterAsync()).Status, Is.EqualTo(201));
        Assert.That((await stranger.RegisterAsync()).Status, Is.EqualTo(201));

        var answer = await stranger.RegisterAsync();

        Assert.That((answer.Status, answer.Error), Is.EqualTo((429, "temporarily_unavailable")), answer.Body);
        Assert.That(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), Is.InRange(1, 3600));
        Assert.That((await invited.RegisterAsync()).Status, Is.EqualTo(201), "an initial access token has a limit of its own");
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await stranger.RegisterAsync()).Status, Is.EqualTo(201));
    }

    [Test, Category("CIBA §13")]
    public async Task A_person_is_asked_so_often_and_the_client_cannot_tell()
    {
        var desk = Installation.CallCentre(Issuer);
        var answers = new List<TokenAnswer>();
        for (var i = 0; i < 4; i++)
            answers.Add(await desk.BeginCibaAsync(("login_hint", "dora"), ("binding_message", $"Order {i}")));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That((await desk.PollCibaAsync(answers[3].Need("auth_req_id"))).Error, Is.EqualTo("authorization_pending"));
        var mails = Directory.EnumerateFiles(Provider.DataDirectory, "*.eml", SearchOption.AllDirectories);
        Assert.That(() => mails.Count(), Is.EqualTo(2).After(10_000, 50));
    }
}
