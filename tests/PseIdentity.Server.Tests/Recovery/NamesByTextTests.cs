using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Names of accounts, by text message to a number that is known to be somebody's.</summary>
internal sealed class NamesByTextTests : RecoveryPages
{
    private readonly SmsReceiver gateway = new();

    protected override ProviderSetup Setup => base.Setup with { Settings = new Dictionary<string, string>(base.Setup.Settings.Concat(gateway.Settings)) };

    [OneTimeTearDown]
    public async Task CloseGateway() => await gateway.DisposeAsync();

    [Test]
    public async Task The_names_of_all_accounts_with_the_number_arrive_in_one_message_however_it_is_typed()
    {
        await AddAsync("phil", "+15551230001", verified: true);
        await AddAsync("phoebe", "+15551230001", verified: true);
        await AddAsync("stranger", "+15551230001", verified: false);
        using var browser = await AskAsync("username", "+1 (555) 123-0001");
        var message = await gateway.NextAsync("+15551230001");

        Assert.That(message.Text, Does.Contain("phil, phoebe").And.Not.Contain("stranger"));
        Assert.That(browser.PageName, Is.EqualTo("recover-username"));
    }

    [Test]
    public async Task A_number_that_nobody_has_brings_the_same_answer_and_no_message()
    {
        await AddAsync("ursula", "+15551230002", verified: true);
        using var unknown = await AskAsync("username", "+15551239999");
        using var known = await AskAsync("username", "+15551230002");
        var message = await gateway.NextAsync("+15551230002");

        Assert.That(message.Text, Does.Contain("ursula"));
        Assert.That(unknown.TextOf("recover-lead"), Is.EqualTo(known.TextOf("recover-lead")));
        Assert.That(unknown.Status, Is.EqualTo(known.Status));
    }

    [Test]
    public async Task An_address_works_as_before()
    {
        using var browser = await AskAsync("username", "alice@example.com");
        Assert.That((await inbox.NextAsync("names of your accounts", "alice@example.com")).Text, Does.Contain("alice"));
    }

    private async Task AddAsync(string name, string number, bool verified) => await Registry.CreateAsync(new NewAccount
    {
        Claims = JsonElement.Parse($$"""{"preferred_username":"{{name}}","phone_number":"{{number}}","phone_number_verified":{{(verified ? "true" : "false")}}}"""),
    }, CancellationToken.None);
}
