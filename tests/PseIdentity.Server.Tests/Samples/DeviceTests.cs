using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Samples;

/// <summary>The sample of a device, as a program of its own; a person decides with a browser.</summary>
internal sealed class DeviceTests : ProviderFixture
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["Approvals:PollingInterval"] = "00:00:01" },
    };

    [Test, Category("RFC 8628 §3.4")]
    public async Task It_shows_a_code_waits_and_says_who_signed_in()
    {
        await using var device = DeviceProgram.Start(IssuerName, "television");
        using var browser = new HttpBrowser(Issuer);

        await browser.DecideDeviceAsync(await device.UserCodeAsync());

        var (exitCode, output) = await device.EndAsync();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain(IssuerName + "/device").And.Contain("Signed in: Alice Doe"));
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task Whoever_says_no_ends_it()
    {
        await using var device = DeviceProgram.Start(IssuerName, "television");
        using var browser = new HttpBrowser(Issuer);

        await browser.DecideDeviceAsync(await device.UserCodeAsync(), allow: false);

        var (exitCode, output) = await device.EndAsync();
        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("access_denied"));
    }
}
