using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Logout;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>However a session ends, its relying parties hear of it once (OpenID Connect Back-Channel Logout §2.3, §2.7).</summary>
internal sealed class SessionEndTests : ClockedFixture
{
    private readonly LogoutReceiver receiver = new();
    private HttpBrowser browser = null!;
    private string userName = "";
    private Guid userId;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With(Client("shop", receiver.Address), Client("keeper", receiver.Address), Client("leaver", receiver.Address)),
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = receiver.Address.Authority },
    };

    private UserRegistry Users => Provider.Services.GetRequiredService<UserRegistry>();

    [OneTimeTearDown]
    public async Task StopReceiver() => await receiver.DisposeAsync();

    [SetUp]
    public async Task SomebodyNew()
    {
        browser = new HttpBrowser(Issuer);
        (userName, userId) = await NewPersonAsync();
    }

    [TearDown]
    public void NothingIsLeft()
    {
        browser.Dispose();
        Assert.That(receiver.HasMore, Is.False, "somebody was told twice, or should not have been");
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task Of_a_person_who_is_locked_out() => await EndsAsync("user-disabled", () => Users.DisableAsync(userId, CancellationToken.None));

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task Of_a_person_who_is_removed() => await EndsAsync("user-removed", () => Users.RemoveAsync(userId, CancellationToken.None));

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task Of_a_person_whose_password_was_reset() =>
        await EndsAsync("password-reset", () => Users.ResetPasswordAsync(userId, "another", mustChange: false, CancellationToken.None));

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task Of_a_person_whose_authenticator_was_replaced()
    {
        await Users.SetTotpSecretAsync(userId, [1, 2, 3], CancellationToken.None);
        // Signed in before the second factor was asked for by anybody.
        await Users.SetTotpSecretAsync(userId, null, CancellationToken.None);
        var idToken = await SignInAsync("shop");
        await Users.SetTotpSecretAsync(userId, [1, 2, 3], CancellationToken.None);

        await ToldAsync(idToken, "shop", "factor-reset", () => Users.SetTotpSecretAsync(userId, [4, 5, 6], CancellationToken.None));
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task Of_a_client_that_is_removed_although_nobody_knows_it_any_more()
    {
        var idToken = await SignInAsync("leaver");

        await ToldAsync(idToken, "leaver", "client-removed", () => Provider.Services.GetRequiredService<ClientRegistry>().RemoveAsync("leaver", CancellationToken.None));
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task That_runs_out_unused()
    {
        var idToken = await SignInAsync("shop");

        // Idle for an hour; the clean-up comes once a minute.
        await ToldAsync(idToken, "shop", "expired", () =>
        {
            Pass(60 * 60 + 61);
            return Task.CompletedTask;
        });
        Pass(120);
        Wake();
    }

    [Test, Category("Back-Channel Logout §2.7")]
    public async Task Of_a_grant_that_outlived_its_session()
    {
        var idToken = await SignInAsync("keeper");
        await browser.GoAsync("/logout?id_token_hint=" + idToken.EncodedToken);
        Assert.That((await receiver.NextAsync()).Path, Is.EqualTo("/keeper"));

        await ToldAsync(idToken, "keeper", "user-disabled", () => Users.DisableAsync(userId, CancellationToken.None));
    }

    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task That_gives_way_to_another_account_that_was_selected()
    {
        var idToken = await SignInAsync("shop");
        var (other, _) = await NewPersonAsync();
        Pass(5);
        await browser.GoAsync(Party("keeper").AuthorizeQuery(("prompt", "select_account")));
        Assert.That(browser.PageName, Is.EqualTo("select-account"));
        await browser.PressAsync("account-other");
        Pass(5);

        await ToldAsync(idToken, "shop", "another-person", () => browser.PressAsync("login-submit", ("username", other), ("password", Installation.Password)));
        Assert.That(Party("keeper").Answer(browser), Does.ContainKey("code"));
    }

    private async Task EndsAsync(string reason, Func<Task> end) => await ToldAsync(await SignInAsync("shop"), "shop", reason, end);

    private async Task ToldAsync(JsonWebToken idToken, string client, string reason, Func<Task> end)
    {
        await end();
        Wake();

        var received = await receiver.NextAsync();
        var token = new JsonWebToken(received.Token);
        Assert.That(received.Path, Is.EqualTo("/" + client));
        Assert.That(token.GetPayloadValue<string>("sid"), Is.EqualTo(idToken.GetPayloadValue<string>("sid")));
        Assert.That(token.Subject, Is.EqualTo(idToken.Subject));
        await RecordedAsync(client, token.GetPayloadValue<string>("sid"), reason);
    }

    // The answer has been given; the record follows it.
    private async Task RecordedAsync(string client, string sid, string reason)
    {
        var records = Provider.Services.GetRequiredService<LogoutDeliveries>();
        var patience = DateTime.UtcNow.AddSeconds(10);
        LogoutDelivery? record;
        do
            record = (await records.OfClientAsync(client, 10, CancellationToken.None)).FirstOrDefault(each => each.Sid == sid && each.Reason == reason);
        while (record?.DeliveredAt is null && DateTime.UtcNow < patience);
        Assert.That((record?.LastStatus, record?.Attempts, record?.FailedAt), Is.EqualTo(("delivered", 1, (DateTimeOffset?)null)));
    }

    private void Wake() => Provider.Services.GetRequiredService<OutboxSignal>().Wake();

    private async Task<JsonWebToken> SignInAsync(string client) =>
        new((await Party(client).TokensAsync(browser, userName, Installation.Password)).IdToken);

    private async Task<(string, Guid)> NewPersonAsync()
    {
        var name = "person-" + Guid.NewGuid().ToString("N");
        var hash = Provider.Services.GetRequiredService<PseIdentity.Server.SignIn.Passwords.PasswordHashing>();
        var change = await Users.CreateAsync(new NewAccount
        {
            Claims = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["preferred_username"] = name }),
            PasswordHash = await hash.HashAsync(Installation.Password, CancellationToken.None),
        }, CancellationToken.None);
        return (name, change.Id!.Value);
    }

    private RelyingParty Party(string name) => new(Issuer, name, Installation.Secret, $"http://localhost:9110/{name}", name == "keeper" ? "openid offline_access" : "openid");

    private static string Client(string name, Uri receiver) => $$"""
        { "client_id": "{{name}}", "client_secret": "{{Installation.Secret}}", "redirect_uris": ["http://localhost:9110/{{name}}"], "scope": "openid offline_access", "consent": "implicit",
          "grant_types": ["authorization_code", "refresh_token"], "backchannel_logout_uri": "{{receiver}}{{name}}", "backchannel_logout_session_required": true }
        """;
}
