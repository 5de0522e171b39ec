using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Concurrency;

/// <summary>Recovery codes and guesses at them, by many browsers at the same time, on both databases.</summary>
[TestFixture(TestDatabaseKind.Sqlite)]
[TestFixture(TestDatabaseKind.PostgreSql)]
internal sealed class FactorsOnceTests(TestDatabaseKind database) : ProviderFixture
{
    private const int AtOnce = 20;

    protected override ProviderSetup Setup => base.Setup with { Database = database };

    [Test]
    public async Task Of_twenty_uses_of_one_recovery_code_exactly_one_signs_in()
    {
        var codes = await IssueAsync();
        for (var round = 0; round < 3; round++)
        {
            await UnlockAsync();
            var browsers = await AtRecoveryAsync();
            await Task.WhenAll(browsers.Select(browser => browser.PressAsync("code-submit", ("code", codes[round]))));

            Assert.That(browsers.Count(browser => browser.Left is not null), Is.EqualTo(1), $"round {round}");
            browsers.ForEach(browser => browser.Dispose());
        }
    }

    [Test]
    public async Task Twenty_guesses_at_once_do_not_pass_a_limit_of_five()
    {
        await IssueAsync();
        await UnlockAsync();
        var browsers = await AtRecoveryAsync();

        await Task.WhenAll(browsers.Select(browser => browser.PressAsync("code-submit", ("code", "22222-22222"))));

        Assert.That(browsers.Count(browser => browser.TextOf("form-error")!.Contains("not right", StringComparison.Ordinal)), Is.EqualTo(5));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Test]
    public async Task Of_twenty_uses_at_once_in_the_store_one_wins_every_time()
    {
        var codes = await IssueAsync();
        var bob = await BobAsync();
        var recovery = Provider.Services.GetRequiredService<RecoveryCodes>();
        foreach (var code in codes)
        {
            var used = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => recovery.TryUseAsync(bob, TypedCode.Letters(code, RecoveryCodes.Length)!))));
            Assert.That(used.Count(won => won), Is.EqualTo(1));
        }
        Assert.That(RecoveryCodes.Left(await BobAsync()), Is.Zero);
    }

    private async Task<IReadOnlyList<string>> IssueAsync() =>
        await Provider.Services.GetRequiredService<RecoveryCodes>().IssueAsync(await BobAsync(), new Caller(null, null, null), CancellationToken.None);

    private async Task UnlockAsync() => await Provider.Services.GetRequiredService<Guesses>().GiveBackAsync("recovery", (await BobAsync()).Id.ToByteArray());

    private async Task<Account> BobAsync() => (await Provider.Services.GetRequiredService<UserStore>().FindByIdentifierAsync("bob", CancellationToken.None))!;

    private async Task<List<HttpBrowser>> AtRecoveryAsync()
    {
        var portal = Installation.Portal(Issuer);
        var browsers = Enumerable.Range(0, AtOnce).Select(_ => new HttpBrowser(Issuer)).ToList();
        foreach (var browser in browsers)
        {
            await browser.GoAsync(portal.AuthorizeQuery());
            await browser.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
            await browser.GoAsync(new Uri(browser.Address + "&method=recovery"));
        }
        return browsers;
    }
}
