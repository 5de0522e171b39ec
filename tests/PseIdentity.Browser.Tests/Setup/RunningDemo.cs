using System.Net;
using System.Net.Sockets;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>The demo as a person starts it, on ports that are free, with data of its own.</summary>
internal sealed class RunningDemo : IAsyncDisposable
{
    private readonly string data;

    private RunningDemo(ProgramProcess program, IReadOnlyList<int> ports, string data)
    {
        Program = program;
        (Provider, Portal, Api, Budget, BrowserApp, Company) = (Local(ports[0]), Local(ports[1]), Local(ports[2]), Local(ports[3]), Local(ports[4]), Local(ports[5]));
        this.data = data;
    }

    public ProgramProcess Program { get; }

    public Uri Provider { get; }

    public Uri Portal { get; }

    public Uri Api { get; }

    public Uri Budget { get; }

    public Uri BrowserApp { get; }

    /// <summary>The identity provider of Acme.</summary>
    public Uri Company { get; }

    /// <summary>Starts it and waits until everything is up.</summary>
    /// <param name="file">The provisioning file, written for the ports of <c>demo.json</c>.</param>
    public static async Task<RunningDemo> StartAsync(string file)
    {
        var ports = FreePorts(6);
        var data = Directory.CreateTempSubdirectory("pse-identity-demo-").FullName;
        var program = ProgramProcess.Start(Repository.DemoProgram, ["--file", file, "--data", data, .. Options(ports)]);
        var demo = new RunningDemo(program, ports, data);
        try
        {
            await program.WaitForAsync("everything is up");
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ports on the command line of the demo: provider, portal, API, budget app, browser app, company.</summary>
    public static string[] Options(IReadOnlyList<int> ports) =>
        ["--provider-port", $"{ports[0]}", "--portal-port", $"{ports[1]}", "--api-port", $"{ports[2]}", "--budget-port", $"{ports[3]}", "--browser-port", $"{ports[4]}", "--company-port", $"{ports[5]}"];

    /// <summary>Ports that are free now; another program could take one before it is used.</summary>
    public static IReadOnlyList<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    /// <summary>What its programs wrote, for whoever looks for the reason of a failure.</summary>
    public string Logs => Path.Combine(data, "logs");

    /// <summary>Time that nobody has to wait for.</summary>
    public PassedTime Passed => new(Path.Combine(ProviderData, "pse-identity.db"));

    private string ProviderData => Path.Combine(data, $"provider-{Provider.Port}");

    /// <summary>What the help desk types on the provider's machine (<c>pse-identity users …</c>), and what it is answered.</summary>
    public async Task<string> HelpDeskAsync(params string[] words)
    {
        await using var command = ProgramProcess.Start(Repository.ProviderProgram, ["users", .. words, "--Data:Directory", ProviderData, "--urls", Provider.ToString(), "--environment", "Development"]);
        await command.WaitForExitAsync();
        return command.ExitCode == 0 ? command.Output.Trim() : throw new InvalidOperationException(command.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private static Uri Local(int port) => new($"http://localhost:{port}");
}
