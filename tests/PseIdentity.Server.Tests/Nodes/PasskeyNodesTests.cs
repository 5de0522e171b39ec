using NUnit.Framework;
using PseIdentity.Testing.Http;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.Nodes;

/// <summary>Passkeys where two processes share one PostgreSQL, and every request meets the other one.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class PasskeyNodesTests
{
    private TestInstallation installation = null!;
    private ProviderProcess first = null!;
    private ProviderProcess second = null!;
    private Uri issuer = null!;
    private Uri[] nodes = [];

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        var address = ProviderProcess.FreeAddress();
        issuer = new Uri($"http://localhost:{address.Port}");
        var setup = new ProviderSetup
        {
            Database = TestDatabaseKind.PostgreSql,
            Issuer = issuer.GetLeftPart(UriPartial.Authority),
            Provisioning = Installation.Provisioning,
            Settings = new Dictionary<string, string> { ["RateLimits:Enabled"] = "false", ["SignIn:PasswordIterations"] = "1000" },
        };
        installation = await TestInstallation.CreateAsync(setup);
        first = await ProviderProcess.ServeAsync(installation, setup, address);
        second = await ProviderProcess.ServeAsync(installation, setup);
        nodes = [first.BaseAddress, second.BaseAddress];
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await installation.DisposeAsync();
    }

    [Test, Category("WebAuthn §13.4.3")]
    public async Task A_challenge_of_one_node_is_answered_at_the_other_and_once_by_both_together()
    {
        using var portal = Installation.Portal(issuer, nodes);
        using var authenticator = new SoftwareAuthenticator(issuer.GetLeftPart(UriPartial.Authority));
        using (var making = new HttpBrowser(issuer, nodes))
        {
            await making.GoAsync(portal.AuthorizeQuery());
            await making.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password), ("can-enroll", "true"));
            await making.PressAsync("enroll-passkey", ("passkey", authenticator.Create(Options(making))));
            await making.PressAsync("enroll-continue");
            Assert.That(portal.Answer(making), Does.ContainKey("code"));
        }
        for (var round = 0; round < 5; round++)
        {
            using var browser = new HttpBrowser(issuer, nodes);
            await browser.GoAsync(portal.AuthorizeQuery());
            var answer = authenticator.Get(Options(browser));
            var tabs = Enumerable.Range(0, 6).Select(_ => browser.AnotherTab()).ToList();
            foreach (var tab in tabs)
                await tab.GoAsync(browser.Address);

            await Task.WhenAll(tabs.Select(tab => tab.PressAsync("passkey-submit", ("passkey", answer))));

            Assert.That(tabs.Count(tab => tab.Left is not null), Is.EqualTo(1));
            Assert.That(tabs.Where(tab => tab.Left is null).Select(tab => tab.TextOf("form-error")), Is.All.Contain("try again"));
            for (var turn = 0; turn < 2; turn++)
            {
                await browser.PressAsync("passkey-submit", ("passkey", answer));
                Assert.That(browser.TextOf("form-error"), Does.Contain("try again"), "both nodes know that it was answered");
            }
            tabs.ForEach(tab => tab.Dispose());
        }
    }

    private static string Options(HttpBrowser browser) => browser.Page.QuerySelector("[data-passkey]")!.GetAttribute("data-options")!;
}
