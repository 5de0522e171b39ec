using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Nodes;

/// <summary>Two processes over one PostgreSQL, behind a load balancer that sends every request to the other one than the last.</summary>
[Parallelizable(ParallelScope.Self)]
internal abstract class NodesFixture
{
    private TestInstallation installation = null!;
    private ProviderProcess first = null!;
    private ProviderProcess second = null!;
    private string[] arguments = [];

    protected Uri Issuer { get; private set; } = null!;

    protected Uri[] Nodes { get; private set; } = [];

    protected string MailFolder => Path.Combine(installation.DataDirectory, "mail");

    /// <summary>The user names of further people: each has a verified address and an authenticator app with the key of the installation.</summary>
    protected abstract IReadOnlyList<string> People { get; }

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        var address = ProviderProcess.FreeAddress();
        Issuer = new Uri($"http://localhost:{address.Port}");
        var setup = new ProviderSetup
        {
            Database = TestDatabaseKind.PostgreSql,
            Issuer = Issuer.GetLeftPart(UriPartial.Authority),
            Provisioning = Document(),
            Settings = new Dictionary<string, string>
            {
                ["RateLimits:Enabled"] = "false",
                ["SignIn:PasswordIterations"] = "1000",
                ["SignIn:HashingQueue"] = "00:01:00",
                ["SignIn:AddressFailures"] = "1000000",
                ["SignIn:NetworkFailures"] = "1000000",
                ["Recovery:RequestsPerAddress"] = "1000",
            },
        };
        installation = await TestInstallation.CreateAsync(setup);
        first = await ProviderProcess.ServeAsync(installation, setup, address);
        second = await ProviderProcess.ServeAsync(installation, setup);
        Nodes = [first.BaseAddress, second.BaseAddress];
        arguments = installation.Arguments(setup, address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await installation.DisposeAsync();
    }

    protected RelyingParty Portal() => Installation.Portal(Issuer, Nodes);

    /// <summary>A command of the operator, over the same database.</summary>
    protected async Task<string> CommandAsync(params string[] command)
    {
        var (code, output, errors) = await ProviderProcess.RunAsync([.. command, .. arguments]);
        Assert.That(code, Is.Zero, errors);
        return output;
    }

    protected async Task<HttpBrowser> AtSignInAsync(params (string Name, string? Value)[] changes)
    {
        var browser = new HttpBrowser(Issuer, Nodes);
        using var portal = Portal();
        await browser.GoAsync(portal.AuthorizeQuery(changes));
        return browser;
    }

    protected static Task TypeAsync(HttpBrowser browser, string userName, string password = Installation.Password) =>
        browser.PressAsync("login-submit", ("username", userName), ("password", password));

    /// <summary>A browser in which the password was typed, at the page of this second factor.</summary>
    protected async Task<HttpBrowser> AtSecondStepAsync(string userName, string method = "otp")
    {
        var browser = await AtSignInAsync();
        await TypeAsync(browser, userName);
        await browser.GoAsync(new Uri(browser.Address + "&method=" + method));
        return browser;
    }

    /// <summary>So many browsers at the same page, half of which would be answered by each node.</summary>
    protected static async Task<List<HttpBrowser>> ManyAsync(int count, Func<Task<HttpBrowser>> open)
    {
        var browsers = new List<HttpBrowser>();
        for (var i = 0; i < count; i++)
        {
            browsers.Add(await open());

            // Each has sent as many requests; one that asks once more meets the other node next.
            if (i % 2 == 1)
                await browsers[i].GoAsync("/help");
            if (i % 2 == 1)
                browsers[i].Back();
        }
        return browsers;
    }

    private string Document()
    {
        var document = JsonNode.Parse(Installation.Provisioning)!.AsObject();
        foreach (var name in People)
            document["users"]!.AsArray().Add(new JsonObject
            {
                ["preferred_username"] = name,
                ["email"] = name + "@example.com",
                ["email_verified"] = true,
                ["password"] = Installation.Password,
                ["totp_secret"] = Installation.TotpSecret,
            });
        return document.ToJsonString();
    }
}
