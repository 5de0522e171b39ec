using NUnit.Framework;
using PseIdentity.Testing.Http;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.Nodes;

/// <summary>Passkeys where two processes share one PostgreSQL, and every request meets the other one.</summary>
internal sealed class PasskeyNodesTests : NodesFixture
{
    protected override IReadOnlyList<string> People { get; } = [];

    [Test, Category("WebAuthn §13.4.3")]
    public async Task A_challenge_of_one_node_is_answered_at_the_other_and_once_by_both_together()
    {
        using var portal = Portal();
        using var authenticator = new SoftwareAuthenticator(Issuer.GetLeftPart(UriPartial.Authority));
        using (var making = new HttpBrowser(Issuer, Nodes))
        {
            await making.GoAsync(portal.AuthorizeQuery());
            await making.PressAsync("login-submit", ("username", "dora"), ("password", Installation.Password), ("can-enroll", "true"));
            await making.PressAsync("enroll-passkey", ("passkey", authenticator.Create(Options(making))));
            await making.PressAsync("enroll-continue");
            Assert.That(portal.Answer(making), Does.ContainKey("code"));
        }
        for (var round = 0; round < 5; round++)
        {
            using var browser = new HttpBrowser(Issuer, Nodes);
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
