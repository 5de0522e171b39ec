using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Recovery;
using PseIdentity.Storage.Devices;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Strangers who ask for somebody's recovery use up what strangers have.</summary>
internal sealed class MailLimitTests : RecoveryPages
{
    private readonly Queue<string> sent = new();

    [SetUp]
    public async Task NobodyHasAskedLately()
    {
        Clock.Advance(TimeSpan.FromDays(2));
        await ResetAsync("dora");
    }

    [Test]
    public async Task Requests_from_one_address_do_not_keep_mail_from_another()
    {
        Assert.That(await AskFromAsync(8, _ => "192.0.2.1"), Is.EqualTo(5));
        Assert.That(await AskFromAsync(1, _ => "198.51.100.7"), Is.EqualTo(1));
        Assert.That(await AskFromAsync(6, i => $"2001:db8::{i + 1}"), Is.EqualTo(5), "a /64 is one asker");
    }

    [Test]
    public async Task All_strangers_together_have_a_limit_and_the_owners_own_browser_is_heard_beyond_it()
    {
        Assert.That(await AskFromAsync(30, i => $"192.0.2.{i}"), Is.EqualTo(20));
        Assert.That(await AskFromAsync(1, _ => "198.51.100.7"), Is.Zero);

        var cookie = await KnownAsync();
        Assert.That(await AskFromAsync(7, _ => "192.0.2.1", cookie), Is.EqualTo(5));
        Assert.That(await AskFromAsync(1, _ => "198.51.100.8", RandomNumberGenerator.GetBytes(32)), Is.Zero, "a cookie that nobody gave");
    }

    [Test]
    public async Task Twenty_requests_at_once_from_one_address_bring_five_mails()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DeliverAsync("192.0.2.1", null)));

        Assert.That(Arrived(), Is.EqualTo(5));
    }

    [Test]
    public async Task The_owner_is_heard_in_the_browser_after_strangers_asked_on_the_page()
    {
        using var own = await AtSignInAsync(Portal());
        await TypeAsync(own, "alice");
        for (var i = 0; i < 7; i++)
            (await AskAsync("password", "alice")).Dispose();
        for (var i = 0; i < 5; i++)
            await inbox.NextAsync("/recover/password/new", "alice@example.com");

        await own.GoAsync("/recover/password");
        await own.PressAsync("recover-submit", ("identifier", "alice"));
        using var browser = await OpenAsync(MailInbox.LinkIn((await inbox.NextAsync("/recover/password/new", "alice@example.com")).Text));

        Assert.That(browser.Shows("new-password"), Is.True);
    }

    // How many mails so many requests bring; the pages are asked from one address only, so what they leave behind is delivered here.
    private async Task<int> AskFromAsync(int times, Func<int, string> address, byte[]? device = null)
    {
        for (var i = 0; i < times; i++)
            await DeliverAsync(address(i), device);
        return Arrived();
    }

    private async Task DeliverAsync(string address, byte[]? device)
    {
        var token = RandomId.Of256Bits();
        var request = new RecoveryRequest { Way = RecoveryWays.Password, Identifier = "dora", Token = token, Code = "12345678", Page = "page", AskedAt = Clock.GetUtcNow(), Address = address, Device = device };
        var delivery = Provider.Services.GetServices<IOutboxDelivery>().OfType<RecoveryDelivery>().Single();
        await delivery.DeliverAsync(JsonSerializer.Serialize(request, RecoveryJson.Default.RecoveryRequest), CancellationToken.None);
        if (await Provider.Services.GetRequiredService<RecoveryLinks>().FindAsync(RecoveryWays.Password, token, CancellationToken.None) is not null)
            lock (sent)
                sent.Enqueue(token);
    }

    private int Arrived()
    {
        var count = sent.Count;
        sent.Clear();
        return count;
    }

    private async Task<byte[]> KnownAsync()
    {
        var cookie = RandomNumberGenerator.GetBytes(32);
        await Provider.Services.GetRequiredService<DeviceStore>().SeenAsync(new DeviceVisit((await PersonAsync("dora")).Id, null, cookie, "Firefox", "192.0.2.1", null, Clock.GetUtcNow().AddDays(30)));
        return cookie;
    }
}
