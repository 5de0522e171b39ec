using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests;

/// <summary>What all tests share: a mail server and a gateway for text messages, one demo with many people in it, one more relying party, one browser.</summary>
[SetUpFixture]
public sealed class Suite
{
    internal static RunningDemo Demo { get; private set; } = null!;

    internal static TicketShop Shop { get; private set; } = null!;

    internal static People People { get; private set; } = null!;

    internal static MailServer MailServer { get; private set; } = null!;

    internal static TextGateway TextGateway { get; private set; } = null!;

    internal static Chromium Chromium { get; private set; } = null!;

    // Everybody comes from the same address, and hardly anybody knows the password at once.
    private static readonly Dictionary<string, string> OneAddress = new()
    {
        ["SignIn__AddressFailures"] = "100000",
        ["SignIn__NetworkFailures"] = "100000",
        ["Recovery__RequestsPerAddress"] = "100000",
    };

    [OneTimeSetUp]
    public async Task Start()
    {
        if (Directory.Exists(Repository.Output("failures")))
            Directory.Delete(Repository.Output("failures"), recursive: true);
        Directory.CreateDirectory(Repository.Output());
        Shop = await TicketShop.OpenAsync();
        MailServer = await MailServer.StartAsync();
        TextGateway = await TextGateway.OpenAsync();

        var file = JsonNode.Parse(await File.ReadAllTextAsync(Repository.DemoFile))!.AsObject();
        People = People.AddTo(file);
        Shop.AddTo(file);
        OtherClients.AddTo(file, Shop);
        var path = Repository.Output("installation.json");
        await File.WriteAllTextAsync(path, file.ToJsonString());

        // The demo's own people are verified; one who is new is not.
        Environment.SetEnvironmentVariable("SignIn__VerifyEmail", "true");
        foreach (var (name, value) in MailServer.Settings.Concat(TextGateway.Settings).Concat(OneAddress))
            Environment.SetEnvironmentVariable(name, value);
        Demo = await RunningDemo.StartAsync(path);
        await Demo.Passed.SincePasswordsAsync("quarterly");
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
        foreach (var program in new IAsyncDisposable?[] { Shop, TextGateway, MailServer })
            if (program is not null)
                await program.DisposeAsync();
    }
}
