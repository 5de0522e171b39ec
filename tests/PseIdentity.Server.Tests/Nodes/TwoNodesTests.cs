using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Nodes;

/// <summary>Two processes over one PostgreSQL behind a load balancer without sticky sessions: every request goes to the other node.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class TwoNodesTests
{
    private TestInstallation installation = null!;
    private ProviderProcess first = null!;
    private ProviderProcess second = null!;
    private Uri issuer = null!;
    private Uri[] nodes = [];

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        issuer = ProviderProcess.FreeAddress();
        var setup = new ProviderSetup
        {
            Database = TestDatabaseKind.PostgreSql,
            Issuer = issuer.GetLeftPart(UriPartial.Authority),
            Provisioning = Installation.Provisioning,
            Settings = new Dictionary<string, string> { ["RateLimits:Enabled"] = "false" },
        };
        installation = await TestInstallation.CreateAsync(setup);

        // Both at once, as an orchestrator would: migrations, the first keys and the provisioning file must not be made twice.
        var starting = await Task.WhenAll(ProviderProcess.ServeAsync(installation, setup, issuer), ProviderProcess.ServeAsync(installation, setup));
        (first, second) = (starting[0], starting[1]);
        nodes = [first.BaseAddress, second.BaseAddress];
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await installation.DisposeAsync();
    }

    [Test]
    public async Task Sign_in_code_refresh_userinfo_revocation_and_logout_hold_when_every_request_meets_the_other_node()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var portal = Installation.Portal(issuer, nodes);

        var tokens = await portal.RedeemAsync((await portal.SignInAsync(browser, "alice", Installation.Password))["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(200));
            Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Status, Is.EqualTo(200));
        }
        await portal.RevokeAsync(tokens.RefreshToken);
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.That((await portal.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
            Assert.That((await portal.UserInfoAsync(tokens.AccessToken)).Status, Is.EqualTo(401));
        }

        await browser.GoAsync("/logout?id_token_hint=" + tokens.IdToken);
        for (var turn = 0; turn < 2; turn++)
        {
            await browser.GoAsync(portal.AuthorizeQuery(("prompt", "none")));
            Assert.That(portal.Answer(browser)["error"], Is.EqualTo("login_required"));
        }
    }

    [Test]
    public async Task A_code_is_redeemed_once_by_both_nodes_together()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var portal = Installation.Portal(issuer, nodes);
        for (var round = 0; round < 20; round++)
        {
            var code = (await portal.SignInAsync(browser, "alice", Installation.Password))["code"];

            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => portal.RedeemAsync(code)));

            Assert.That(answers.Count(a => a.Status == 200), Is.EqualTo(1));
        }
    }

    [Test, Category("RFC 9126 §4")]
    public async Task A_pushed_request_is_known_to_the_other_node_and_answered_once_by_both_together()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var portal = Installation.Portal(issuer, nodes);
        await portal.SignInAsync(browser, "alice", Installation.Password);
        for (var round = 0; round < 20; round++)
        {
            var query = portal.PushedQuery(await portal.PushAsync());
            var tabs = Enumerable.Range(0, 10).Select(_ => browser.AnotherTab()).ToList();

            await Task.WhenAll(tabs.Select(tab => tab.GoAsync(query)));

            var answered = tabs.Where(tab => tab.Left is not null).ToList();
            Assert.That(answered, Has.Count.EqualTo(1));
            Assert.That((await portal.RedeemAsync(portal.Answer(answered[0])["code"])).Status, Is.EqualTo(200));
            tabs.ForEach(tab => tab.Dispose());
        }
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task A_device_and_its_person_may_meet_different_nodes_at_every_step()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var television = Installation.Television(issuer, nodes);
        for (var round = 0; round < 3; round++)
        {
            var codes = await television.BeginDeviceAsync();
            var device = codes.Need("device_code");
            Assert.That((await television.PollDeviceAsync(device)).Error, Is.EqualTo("authorization_pending"));
            Assert.That((await television.PollDeviceAsync(device)).Error, Is.EqualTo("slow_down"), "the other node knows of the first poll");
            await browser.DecideDeviceAsync(codes.Need("user_code"));

            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => television.PollDeviceAsync(device)));

            Assert.That(answers.Count(a => a.Status == 200), Is.EqualTo(1));
            Assert.That((await television.PollDeviceAsync(device)).Error, Is.EqualTo("invalid_grant"));
        }
    }

    [Test, Category("CIBA §11")]
    public async Task A_decoupled_sign_in_may_meet_different_nodes_at_every_step()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var desk = Installation.CallCentre(issuer, nodes);
        var answer = await desk.BeginCibaAsync(("binding_message", "two-nodes"));
        var authReqId = answer.Need("auth_req_id");
        Assert.That((await desk.PollCibaAsync(authReqId)).Error, Is.EqualTo("authorization_pending"));
        Assert.That((await desk.PollCibaAsync(authReqId)).Error, Is.EqualTo("slow_down"));
        await browser.DecideCibaAsync(await MailInbox.LinkInFolderAsync(Path.Combine(installation.DataDirectory, "mail"), "two-nodes"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => desk.PollCibaAsync(authReqId)));

        Assert.That(answers.Count(a => a.Status == 200), Is.EqualTo(1));
    }

    [Test, Category("RFC 9449 §11.1")]
    public async Task A_proof_that_one_node_has_seen_is_refused_by_the_other_which_knows_its_nonces()
    {
        var portal = Installation.DpopPortal(issuer, nodes);
        await portal.TokenAsync(("grant_type", "client_credentials"));
        for (var round = 0; round < 10; round++)
        {
            var proof = portal.Proof("POST", "/token").Sign();
            Assert.That((await SendAsync(proof)).Status, Is.EqualTo(200));
            for (var turn = 0; turn < 2; turn++)
                Assert.That((await SendAsync(proof)).Error, Is.EqualTo("invalid_dpop_proof"));
        }

        Task<TokenAnswer> SendAsync(string proof) => portal.PostWithProofAsync("/token", new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, proof);
    }

    [Test]
    public async Task A_rotated_refresh_token_is_known_to_the_other_node()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var app = Installation.BrowserApp(issuer, nodes);
        var tokens = await app.RedeemAsync((await app.SignInAsync(browser, "alice", Installation.Password))["code"]);
        var oldest = tokens.RefreshToken;
        for (var turn = 0; turn < 5; turn++)
        {
            tokens = await app.RefreshAsync(tokens.RefreshToken);
            Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        }

        Assert.That((await app.RefreshAsync(oldest)).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await app.RefreshAsync(tokens.RefreshToken)).Error, Is.EqualTo("invalid_grant"));
    }

    [Test]
    public async Task A_second_factor_and_its_password_may_meet_different_nodes()
    {
        using var browser = new HttpBrowser(issuer, nodes);
        var portal = Installation.Portal(issuer, nodes);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));

        await browser.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
    }

    [Test, Category("RFC 6238 §5.2")]
    public async Task A_factor_is_set_up_used_once_and_locked_by_both_nodes_together()
    {
        var portal = Installation.Portal(issuer, nodes);
        using var first = await AtSecondStepAsync(portal);
        await first.PressAsync("enroll-totp");
        var secret = first.TextOf("totp-secret")!.Replace(" ", "", StringComparison.Ordinal);
        var now = DateTimeOffset.UtcNow;
        await first.PressAsync("code-submit", ("code", Totp.At(secret, now)));
        var codes = first.Page.QuerySelectorAll("#recovery-codes code").Select(code => code.TextContent).ToList();
        await first.PressAsync("enroll-continue");
        Assert.That(portal.Answer(first), Does.ContainKey("code"));

        // The code that confirmed, then the next one, are refused by either node once they were used.
        await EndsAsync(Totp.At(secret, now), signsIn: false);
        await EndsAsync(Totp.At(secret, now.AddSeconds(30)), signsIn: true);
        await EndsAsync(Totp.At(secret, now.AddSeconds(30)), signsIn: false);
        await EndsAsync(codes[0], signsIn: true, "recovery");
        await EndsAsync(codes[0], signsIn: false, "recovery");
        await EndsAsync(codes[0], signsIn: false, "recovery");

        // Two were wrong; three more are heard by both together.
        using var guesser = await AtSecondStepAsync(portal, "recovery");
        for (var wrong = 0; wrong < 3; wrong++)
            await guesser.PressAsync("code-submit", ("code", "22222-22222"));
        Assert.That(guesser.TextOf("form-error"), Does.Not.Contain("minutes"));
        for (var turn = 0; turn < 2; turn++)
        {
            await guesser.PressAsync("code-submit", ("code", codes[1]));
            Assert.That(guesser.TextOf("form-error"), Does.Contain("minutes"));
        }

        async Task EndsAsync(string code, bool signsIn, string? method = null)
        {
            using var browser = await AtSecondStepAsync(portal, method);
            await browser.PressAsync("code-submit", ("code", code));
            Assert.That(browser.Left is not null, Is.EqualTo(signsIn), code);
        }
    }

    [Test]
    public async Task Guesses_of_strangers_count_together_on_both_nodes_and_tell_nobody_from_somebody()
    {
        var heard = new List<int>();
        foreach (var name in new[] { "carol", "nobody-at-all" })
        {
            var browsers = await Task.WhenAll(Enumerable.Range(0, 12).Select(AtSignInAsync));
            await Task.WhenAll(browsers.Select(browser => browser.PressAsync("login-submit", ("username", name), ("password", "wrong"))));
            heard.Add(browsers.Count(browser => browser.TextOf("form-error")!.Contains("not right", StringComparison.Ordinal)));
        }
        Assert.That(heard, Is.EqualTo(new[] { 5, 5 }));

        // Under the other name the lock is not told, and holds.
        for (var turn = 0; turn < 2; turn++)
        {
            using var browser = await AtSignInAsync(turn);
            await browser.PressAsync("login-submit", ("username", "carol@example.com"), ("password", Installation.Password));
            Assert.That(browser.TextOf("form-error"), Does.Contain("not right"));
        }
    }

    // Every other browser begins at the other node, and so does what it posts.
    private async Task<HttpBrowser> AtSignInAsync(int number)
    {
        var browser = new HttpBrowser(issuer, number % 2 == 0 ? nodes : [nodes[1], nodes[0]]);
        await browser.GoAsync(Installation.Portal(issuer, nodes).AuthorizeQuery());
        return browser;
    }

    private async Task<HttpBrowser> AtSecondStepAsync(RelyingParty portal, string? method = null)
    {
        var browser = new HttpBrowser(issuer, nodes);
        await browser.GoAsync(portal.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", "ingrid"), ("password", Installation.Password));
        if (method is not null)
            await browser.GoAsync(new Uri(browser.Address + "&method=" + method));
        return browser;
    }
}
