using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Setup;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Setup;

public sealed class FirstAdministratorTests
{
    [Test]
    public async Task The_link_on_the_console_makes_one_administrator()
    {
        await using var provider = await RunningProvider.StartAsync();
        var link = await provider.Services.GetRequiredService<FirstAdministrator>().InviteAsync(default);
        using var browser = new HttpBrowser(provider.BaseAddress);

        await browser.GoAsync(new Uri(link));
        Assert.That(browser.PageName, Is.EqualTo("setup"));
        await browser.PressAsync("setup-submit", ("username", "root"), ("password", "Correct-Horse-7-Battery"));

        var made = await provider.Services.GetRequiredService<UserStore>().FindByIdentifierAsync("root", default);
        Assert.That(made!.HasRole(FirstAdministrator.Role), Is.True);

        await browser.GoAsync(new Uri(link));
        Assert.That(browser.Shows("setup-submit"), Is.False, "the link works once");
    }

    [Test]
    public async Task The_link_is_printed_when_nobody_administers_and_never_logged()
    {
        var setup = new ProviderSetup();
        await using var installation = await TestInstallation.CreateAsync(setup);
        await using var provider = await ProviderProcess.ServeAsync(installation, setup);

        await provider.WaitForOutputAsync("/setup?token=");

        Assert.That(provider.Output.Split('\n').Where(line => line.Contains("token=", StringComparison.Ordinal)).Single(), Does.StartWith($"{provider.BaseAddress}setup?token="));
    }

    [Test]
    public async Task Nobody_is_invited_when_the_file_brings_an_administrator()
    {
        await using var provider = await RunningProvider.StartAsync(new ProviderSetup { Provisioning = ProvisioningExample.New() });

        Assert.That(await provider.Services.GetRequiredService<FirstAdministrator>().InviteIfNobodyAsync(default), Is.Null);
    }
}
