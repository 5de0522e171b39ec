using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests;

/// <summary>What all tests share: one demo with many people in it, one more relying party, one browser.</summary>
[SetUpFixture]
public sealed class Suite
{
    internal static RunningDemo Demo { get; private set; } = null!;

    internal static TicketShop Shop { get; private set; } = null!;

    internal static People People { get; private set; } = null!;

    internal static Chromium Chromium { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (Directory.Exists(Repository.Output("failures")))
            Directory.Delete(Repository.Output("failures"), recursive: true);
        Directory.CreateDirectory(Repository.Output());
        Shop = await TicketShop.OpenAsync();

        var file = JsonNode.Parse(await File.ReadAllTextAsync(Repository.DemoFile))!.AsObject();
        People = People.AddTo(file);
        Shop.AddTo(file);
        OtherClients.AddTo(file, Shop);
        var path = Repository.Output("installation.json");
        await File.WriteAllTextAsync(path, file.ToJsonString());

        // The demo's own people are verified; one who is new is not.
        Environment.SetEnvironmentVariable("SignIn__VerifyEmail", "true");
        Demo = await RunningDemo.StartAsync(path);
        Chromium = await Chromium.LaunchAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Chromium is not null)
            await Chromium.DisposeAsync();
        if (Demo is not null)
        {
            foreach (var log in Directory.GetFiles(Demo.Logs))
                File.Copy(log, Path.Combine(Directory.CreateDirectory(Repository.Output("logs")).FullName, Path.GetFileName(log)), overwrite: true);
            await Demo.DisposeAsync();
        }
        if (Shop is not null)
            await Shop.DisposeAsync();
    }
}
