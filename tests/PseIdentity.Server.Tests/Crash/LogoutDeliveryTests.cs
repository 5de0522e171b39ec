using Microsoft.Data.Sqlite;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Crash;

/// <summary>A relying party hears of a sign-out although the program was killed while it was telling (OpenID Connect Back-Channel Logout §2.5).</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class LogoutDeliveryTests
{
    [Test, Category("Back-Channel Logout §2.5")]
    public async Task A_notice_that_was_under_way_when_the_program_was_killed_is_delivered_by_the_next_one()
    {
        await using var receiver = new LogoutReceiver { Hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var setup = new ProviderSetup
        {
            Provisioning = Installation.With($$"""
                { "client_id": "shop", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9110/shop"], "scope": "openid", "consent": "implicit",
                  "backchannel_logout_uri": "{{receiver.Address}}shop" }
                """),
            Settings = new Dictionary<string, string> { ["Network:AllowedHosts:0"] = receiver.Address.Authority },
        };
        await using var installation = await TestInstallation.CreateAsync(setup);
        var address = ProviderProcess.FreeAddress();
        JsonWebToken idToken;
        await using (var first = await ProviderProcess.ServeAsync(installation, setup, address))
        {
            using var browser = new HttpBrowser(address);
            var shop = new RelyingParty(address, "shop", Installation.Secret, "http://localhost:9110/shop", "openid");
            idToken = new((await shop.TokensAsync(browser, "alice", Installation.Password)).IdToken);
            await browser.GoAsync("/logout?id_token_hint=" + idToken.EncodedToken);
            Assert.That(browser.PageName, Is.EqualTo("logged-out"), "nobody waits for the relying party");
            await receiver.NextAsync();
            await first.KillAsync();
        }
        receiver.Hang.SetResult();
        receiver.Hang = null;
        await EndLeasesAsync(installation);

        await using var second = await ProviderProcess.ServeAsync(installation, setup, address);

        Assert.That(new JsonWebToken((await receiver.NextAsync()).Token).GetPayloadValue<string>("sid"), Is.EqualTo(idToken.GetPayloadValue<string>("sid")));
    }

    // The dead program has claimed the notice for a minute; the minute is over.
    private static async Task EndLeasesAsync(TestInstallation installation)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(installation.DataDirectory, "pse-identity.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE outbox SET next_at = 0";
        Assert.That(await command.ExecuteNonQueryAsync(), Is.EqualTo(1), "the notice is still there");
    }
}
