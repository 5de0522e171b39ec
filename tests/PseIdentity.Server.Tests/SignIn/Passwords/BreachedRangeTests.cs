using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Passwords.Breached;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>A service of others says whether a password was stolen, without learning it.</summary>
[NonParallelizable]
internal sealed class BreachedRangeTests : PasswordScenes
{
    private readonly RangeReceiver service = new();

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Passwords:Breached:Url", service.Address + "range/"),
        new("Passwords:Breached:Timeout", "00:00:20"),
        new("Network:AllowedHosts:0", service.Address.Authority),
    ];

    protected override IEnumerable<JsonObject> People => [Person("frida", "password", Password, mustChange: true), Person("gerd", "password", Password, mustChange: true)];

    [OneTimeTearDown]
    public async Task StopService() => await service.DisposeAsync();

    [Test]
    public async Task A_stolen_password_is_refused_and_five_digits_of_its_hash_are_all_that_is_sent()
    {
        service.IsDown = false;
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "frida");
        service.Asked.Clear();
        await ChangeAsync(browser, Password, RangeReceiver.Stolen);

        Assert.That(browser.TextOf("form-error"), Does.Contain("stolen passwords"));
        Assert.That(service.Asked, Is.EqualTo(new[] { "/range/" + Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(RangeReceiver.Stolen)))[..5] }));

        await ChangeAsync(browser, Password, "niemals gestohlen worden");
        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task A_service_that_is_down_keeps_nobody_from_a_password_and_the_log_says_so()
    {
        service.IsDown = true;
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "gerd");
        await ChangeAsync(browser, Password, RangeReceiver.Stolen);

        Assert.That(browser.Left, Is.Not.Null);
        Assert.That(Provider.Log.Events.Select(entry => entry.RenderMessage(null)), Has.Some.Contains("breached passwords did not answer"));
    }

    [TestCase("0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n", true)]
    [TestCase("0018A45C4D1DEF81644B54AB7F969B88D65:0\r\n", false, Description = "padding")]
    [TestCase("0018a45c4d1def81644b54ab7f969b88d65:21", true)]
    [TestCase("0018A45C4D1DEF81644B54AB7F969B88D66:1\r\n", false)]
    [TestCase("0018A45C4D1DEF81644B54AB7F969B88D65\r\n", false)]
    [TestCase("", false)]
    public void A_range_is_read_line_by_line(string answer, bool holds) =>
        Assert.That(BreachedRange.Holds(Encoding.ASCII.GetBytes("FFFF\r\n" + answer), "0018A45C4D1DEF81644B54AB7F969B88D65"), Is.EqualTo(holds));
}
