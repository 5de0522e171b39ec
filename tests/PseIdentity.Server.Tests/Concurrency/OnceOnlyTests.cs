using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Concurrency;

/// <summary>What may happen once happens once, however many ask at the same time: real parallel requests over sockets, on both databases.</summary>
[TestFixture(TestDatabaseKind.Sqlite)]
[TestFixture(TestDatabaseKind.PostgreSql)]
internal sealed class OnceOnlyTests(TestDatabaseKind database) : ProviderFixture
{
    private const int Rounds = 100;
    private const int AtOnce = 20;

    protected override ProviderSetup Setup => base.Setup with { Database = database };

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task Of_twenty_redemptions_of_one_code_exactly_one_succeeds_and_its_grant_is_revoked_afterwards()
    {
        var portal = Installation.Portal(Issuer);
        using var browser = new HttpBrowser(Issuer);
        await portal.SignInAsync(browser, "alice", Installation.Password);

        for (var round = 0; round < Rounds; round++)
        {
            await browser.GoAsync(portal.AuthorizeQuery());
            var code = portal.Answer(browser)["code"];

            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => portal.RedeemAsync(code)));

            var winners = answers.Where(a => a.Status == 200).ToList();
            Assert.That(winners, Has.Count.EqualTo(1), $"round {round}");
            Assert.That(answers.Where(a => a.Status != 200).Select(a => (a.Status, a.Error)), Is.All.EqualTo((400, "invalid_grant")));
            Assert.That((await portal.RefreshAsync(winners[0].RefreshToken)).Error, Is.EqualTo("invalid_grant"), "the others were replays");
            Assert.That((await portal.UserInfoAsync(winners[0].AccessToken)).Status, Is.EqualTo(401));
        }
    }

    [Test, Category("RFC 9126 §4")]
    public async Task Of_twenty_answers_to_one_pushed_request_exactly_one_holds_a_code()
    {
        var portal = Installation.Portal(Issuer);
        using var browser = new HttpBrowser(Issuer);
        await portal.SignInAsync(browser, "alice", Installation.Password);
        var tabs = Enumerable.Range(0, AtOnce).Select(_ => browser.AnotherTab()).ToList();

        for (var round = 0; round < Rounds; round++)
        {
            var query = portal.PushedQuery(await portal.PushAsync());

            await Task.WhenAll(tabs.Select(tab => tab.GoAsync(query)));

            Assert.That(tabs.Count(tab => tab.Left is not null), Is.EqualTo(1), $"round {round}");
            Assert.That(tabs.Where(tab => tab.Left is null).Select(tab => tab.TextOf("error-code")), Is.All.EqualTo("invalid_request_uri"));
        }
        tabs.ForEach(tab => tab.Dispose());
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task Of_twenty_polls_after_an_approval_exactly_one_gets_tokens_and_its_grant_is_revoked_afterwards()
    {
        const int rounds = 20;
        var television = Installation.Television(Issuer);
        using var browser = new HttpBrowser(Issuer);
        for (var round = 0; round < rounds; round++)
        {
            var codes = await television.BeginDeviceAsync();
            await browser.DecideDeviceAsync(codes.Need("user_code"));

            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => television.PollDeviceAsync(codes.Need("device_code"))));

            var winners = answers.Where(a => a.Status == 200).ToList();
            Assert.That(winners, Has.Count.EqualTo(1), $"round {round}");
            Assert.That(answers.Where(a => a.Status != 200).Select(a => a.Error), Is.All.EqualTo("invalid_grant"));
            Assert.That((await television.UserInfoAsync(winners[0].AccessToken)).Status, Is.EqualTo(401), "the others were replays");
        }
    }

    [Test, Category("RFC 9449 §11.1")]
    public async Task Of_twenty_uses_of_one_proof_exactly_one_succeeds()
    {
        var portal = Installation.DpopPortal(Issuer);
        await portal.TokenAsync(("grant_type", "client_credentials"));
        for (var round = 0; round < Rounds; round++)
        {
            var proof = portal.Proof("POST", "/token").Sign();

            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => portal.PostWithProofAsync("/token", new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, proof)));

            Assert.That(answers.Count(a => a.Status == 200), Is.EqualTo(1), $"round {round}");
            Assert.That(answers.Where(a => a.Status != 200).Select(a => a.Error), Is.All.EqualTo("invalid_dpop_proof"));
        }
    }

    [Test, Category("RFC 9700 §4.14.2")]
    public async Task Two_racing_refreshes_with_one_token_both_end_with_a_working_successor()
    {
        var app = Installation.BrowserApp(Issuer);
        using var browser = new HttpBrowser(Issuer);
        var current = (await app.RedeemAsync((await app.SignInAsync(browser, "alice", Installation.Password))["code"])).RefreshToken;

        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(app.RefreshAsync(current), app.RefreshAsync(current));

            Assert.That(answers.Select(a => a.Status), Is.All.EqualTo(200), $"round {round}: {answers[0].Body} {answers[1].Body}");
            foreach (var answer in answers)
                Assert.That((await app.UserInfoAsync(answer.AccessToken)).Status, Is.EqualTo(200));

            // Whichever of the two the client kept, it goes on from there.
            current = answers[round % 2].RefreshToken;
        }
    }

    [Test, Category("RFC 9700 §4.14.2")]
    public async Task A_refresh_token_from_two_rotations_ago_revokes_the_grant()
    {
        var app = Installation.BrowserApp(Issuer);
        using var browser = new HttpBrowser(Issuer);
        var first = (await app.RedeemAsync((await app.SignInAsync(browser, "alice", Installation.Password))["code"])).RefreshToken;
        var second = (await app.RefreshAsync(first)).RefreshToken;
        var third = (await app.RefreshAsync(second)).RefreshToken;

        var replay = await app.RefreshAsync(first);

        Assert.That(replay.Error, Is.EqualTo("invalid_grant"));
        Assert.That((await app.RefreshAsync(third)).Error, Is.EqualTo("invalid_grant"), "the whole family is gone");
    }

    [Test]
    public async Task Twenty_guesses_at_once_do_not_pass_a_limit_of_five()
    {
        var portal = Installation.Portal(Issuer);
        var browsers = Enumerable.Range(0, AtOnce).Select(_ => new HttpBrowser(Issuer)).ToList();
        foreach (var browser in browsers)
            await browser.GoAsync(portal.AuthorizeQuery());

        await Task.WhenAll(browsers.Select(b => b.PressAsync("login-submit", ("username", "bob"), ("password", "wrong"))));

        // Five were compared, so the right password does not help any more.
        using var late = new HttpBrowser(Issuer);
        await late.GoAsync(portal.AuthorizeQuery());
        await late.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        Assert.That(late.PageName, Is.EqualTo("login"));
        Assert.That(late.Shows("form-error"), Is.True);
        browsers.ForEach(b => b.Dispose());
    }
}
