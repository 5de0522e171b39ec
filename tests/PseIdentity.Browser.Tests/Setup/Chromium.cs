using Microsoft.Playwright;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>Chromium as Debian installs it, driven by Playwright.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string Variable = "PSE_TEST_CHROMIUM";

    private readonly IPlaywright playwright;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        Browser = browser;
    }

    public IBrowser Browser { get; }

    public static async Task<Chromium> LaunchAsync()
    {
        var executable = Executable();
        MakeDriverExecutable();
        var playwright = await Playwright.CreateAsync();
        // Two busy cores answer late, and late is not wrong.
        Assertions.SetDefaultExpectTimeout(Patience);
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Flags() }));
    }

    /// <summary>Milliseconds that a page may take.</summary>
    public const float Patience = 30_000;

    /// <summary>A browser with a directory of its own, as people have: closed and opened again it still knows what it kept.</summary>
    public async Task<IBrowserContext> OpenProfileAsync(string directory, bool keepsCookies = true)
    {
        if (!keepsCookies)
        {
            // As the switch in its settings leaves it.
            var settings = Directory.CreateDirectory(Path.Combine(directory, "Default")).FullName;
            await File.WriteAllTextAsync(Path.Combine(settings, "Preferences"), """{"profile":{"default_content_setting_values":{"cookies":2}}}""");
        }
        return await playwright.Chromium.LaunchPersistentContextAsync(directory, new() { ExecutablePath = Executable(), Args = Flags(), ViewportSize = new() { Width = 1280, Height = 800 } });
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
    }

    private static string Executable()
    {
        var executable = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "/usr/bin/chromium";
        return File.Exists(executable) ? executable : throw new FileNotFoundException(
            $"There is no Chromium at {executable}. tests/run installs it; or name another one in {Variable}.");
    }

    // Without these Chromium looks for hosts of its maker at every start.
    private static string[] Flags() =>
    [
        .. Environment.UserName == "root" ? new[] { "--no-sandbox" } : [],
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // Packages are unpacked without the executable bit.
    private static void MakeDriverExecutable()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var node in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, ".playwright", "node"), "node", SearchOption.AllDirectories))
            File.SetUnixFileMode(node, File.GetUnixFileMode(node) | UnixFileMode.UserExecute);
    }
}
