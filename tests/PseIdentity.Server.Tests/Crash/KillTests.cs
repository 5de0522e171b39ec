using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Crash;

/// <summary>The program is killed in the middle of its work, again and again: what it had confirmed still holds, and nothing is accepted twice.</summary>
[TestFixture(TestDatabaseKind.Sqlite)]
[TestFixture(TestDatabaseKind.PostgreSql)]
[Parallelizable(ParallelScope.Self)]
internal sealed class KillTests(TestDatabaseKind database)
{
    private const int Kills = 20;
    private const int Chains = 4;

    private static readonly ProviderSetup Common = new()
    {
        Provisioning = Installation.Provisioning,
        Settings = new Dictionary<string, string>
        {
            ["RateLimits:Enabled"] = "false",
            ["SignIn:PasswordIterations"] = "1000",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        },
    };

    [Test]
    public async Task No_confirmed_refresh_redemption_or_revocation_is_lost_or_accepted_twice_by_kill_9()
    {
        var random = new Random(20);
        var setup = Common with { Database = database };
        await using var installation = await TestInstallation.CreateAsync(setup);
        var address = ProviderProcess.FreeAddress();
        using var browser = new HttpBrowser(address);
        var workers = new Workers(address, browser);

        var provider = await ProviderProcess.ServeAsync(installation, setup, address);
        try
        {
            await Installation.Portal(address).SignInAsync(browser, "alice", Installation.Password);
            for (var kill = 0; kill < Kills; kill++)
            {
                while (workers.Chains.Count < Chains)
                    workers.Chains.Add(await workers.NewChainAsync());
                var acknowledged = new Acknowledged(random.Next(20, 80));

                var work = workers.RunAsync(acknowledged);
                await Task.WhenAny(acknowledged.Enough, work);
                await provider.KillAsync();
                await work;
                await provider.DisposeAsync();

                provider = await ProviderProcess.ServeAsync(installation, setup, address);
                await AssertNothingIsLostAsync(address, acknowledged, workers, kill);
            }
        }
        finally
        {
            await provider.DisposeAsync();
        }
    }

    private static async Task AssertNothingIsLostAsync(Uri address, Acknowledged acknowledged, Workers workers, int kill)
    {
        using var portal = Installation.Portal(address);

        // A revocation that was confirmed stays.
        foreach (var revoked in acknowledged.Revocations)
            Assert.That((await portal.RefreshAsync(revoked)).Error, Is.EqualTo("invalid_grant"), $"kill {kill}: a revoked token works again");

        // A redemption that was confirmed stands: its tokens work, and its code does not.
        foreach (var redeemed in acknowledged.Redemptions)
        {
            Assert.That((await portal.RefreshAsync(redeemed.RefreshToken)).Status, Is.EqualTo(200), $"kill {kill}: a redemption is lost");
            Assert.That((await portal.RedeemAsync(redeemed.Code, ("code_verifier", redeemed.Verifier))).Error, Is.EqualTo("invalid_grant"), $"kill {kill}: a code works twice");
        }

        // The token that was received last goes on, whether or not the answer to its own refresh got lost.
        foreach (var chain in workers.Chains)
            await chain.RefreshAsync();

        // An old token ends its grant, so the chain that is tried begins anew.
        if (workers.Chains.Find(c => c.Replaced.Count > 3) is not { } tried)
            return;
        Assert.That((await tried.TryAsync(tried.Replaced[0])).Error, Is.EqualTo("invalid_grant"), $"kill {kill}: an old refresh token works again");
        Assert.That((await tried.TryAsync(tried.Current)).Error, Is.EqualTo("invalid_grant"), $"kill {kill}: a replay did not end the grant");
        workers.Chains.Remove(tried);
    }
}
