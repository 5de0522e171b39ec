using System.Text.RegularExpressions;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests;

/// <summary>An empty installation: the link on the console makes the first administrator, once.</summary>
public sealed partial class FirstAdministratorTests : Journey
{
    [Test]
    public async Task The_link_on_the_console_makes_the_first_administrator_once()
    {
        var data = Directory.CreateTempSubdirectory("pse-identity-first-");
        try
        {
            var address = $"http://localhost:{RunningDemo.FreePorts(1)[0]}";
            await using var provider = ProgramProcess.Start(Repository.ProviderProgram, "--urls", address, "--environment", "Development", "--Data:Directory", data.FullName);
            await provider.WaitForAsync("/setup?token=");
            var link = Link().Match(provider.Output).Value;
            Assert.That(link, Does.StartWith(address));
            await provider.WaitForAsync("Now listening on");

            await BeginAsync(link, new Uri(address));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private async Task BeginAsync(string link, Uri provider)
    {
        const string Password = "Nine-slow-barges-upstream";
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.Page.GotoAsync(link);
        await visitor.IsOnAsync("setup");
        await PictureAsync(visitor, "setup");

        await visitor.FillAsync("username", "first");
        await visitor.FillAsync("password", "short");
        await visitor.PressAsync("setup-submit");
        await Expect(visitor["form-error"]).ToContainTextAsync("too short");
        await Expect(visitor["username"]).ToHaveValueAsync("first");

        await visitor.FillAsync("password", Password);
        await visitor.PressAsync("setup-submit");
        await visitor.EnterPasswordAsync(new Person("first", "", "", "first", Password, null));
        await visitor.IsOnAsync("account");

        await visitor.Page.GotoAsync(link);
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("does not work any more");
        await visitor.GoAsync(provider, "/account");
        await visitor.IsOnAsync("account");
    }

    [GeneratedRegex(@"http://\S+/setup\?token=\S+")]
    private static partial Regex Link();
}
