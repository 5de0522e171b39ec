using System.Globalization;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Looks;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests;

/// <summary>Maintenance (J13): announced on the sign-in page, begun by a command beside a running provider, and over.</summary>
public sealed class MaintenanceTests : Journey
{
    [Test]
    public async Task It_is_announced_lasts_and_ends()
    {
        var data = Directory.CreateTempSubdirectory("pse-identity-maintenance-");
        try
        {
            var address = new Uri($"http://localhost:{RunningDemo.FreePorts(1)[0]}");
            string[] settings = ["--urls", address.GetLeftPart(UriPartial.Authority), "--environment", "Development", "--Data:Directory", data.FullName];
            await using var provider = ProgramProcess.Start(Repository.ProviderProgram, settings);
            await provider.WaitForAsync("Now listening on");
            foreach (var variant in Variant.All)
                await PassAsync(variant, address, settings);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private async Task PassAsync(Variant variant, Uri address, string[] settings)
    {
        var visitor = await ComesAsync(variant);
        visitor.Faults.Expect(503);
        await CommandAsync(["announce", "--from", In(TimeSpan.FromDays(1)), "--until", In(TimeSpan.FromDays(1.1)), "--message", "New cards arrive.", .. settings]);
        await visitor.GoAsync(address, "/account");
        while (!await visitor["maintenance-notice"].IsVisibleAsync())
            await visitor.GoAsync(address, "/account");
        await visitor.IsOnAsync("login");
        await Expect(visitor["maintenance-notice"]).ToContainTextAsync("New cards arrive.");
        if (variant == Variant.Desktop)
            Assert.That(await visitor.LookAsync("login-announced"), Is.Empty);

        await CommandAsync(["begin", "--until", In(TimeSpan.FromHours(1)), "--message", "New cards arrive.", .. settings]);
        while (await visitor.Page.Locator("body").GetAttributeAsync("data-page") != "maintenance")
            await visitor.GoAsync(address, "/account");
        await visitor.IsOnAsync("maintenance");
        await Expect(visitor["maintenance-until"]).ToContainTextAsync(DateTime.UtcNow.AddHours(1).Year.ToString(CultureInfo.InvariantCulture));
        if (variant == Variant.Desktop)
            Assert.That(await visitor.LookAsync("maintenance"), Is.Empty);

        await CommandAsync(["end", .. settings]);
        while (await visitor.Page.Locator("body").GetAttributeAsync("data-page") == "maintenance")
        {
            await visitor.TabToAsync(visitor["maintenance-again"]);
            await visitor.Page.Keyboard.PressAsync("Enter");
            await visitor.Page.WaitForLoadStateAsync();
        }
        await visitor.IsOnAsync("login");
    }

    private static async Task CommandAsync(string[] arguments)
    {
        await using var command = ProgramProcess.Start(Repository.ProviderProgram, ["maintenance", .. arguments]);
        await command.WaitForExitAsync();
        Assert.That(command.ExitCode, Is.Zero, command.Output);
    }

    private static string In(TimeSpan time) => DateTimeOffset.UtcNow.Add(time).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
