using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using PseIdentity.Server.Setup;
using Serilog.Core;

namespace PseIdentity.Server.Tests;

/// <summary>How a provider is started for a test; valid as it stands.</summary>
internal sealed record ProviderSetup
{
    public TestDatabaseKind Database { get; init; } = TestDatabaseKind.Sqlite;

    /// <summary>The provisioning document: JSON text, or an object that is written as JSON. Null: none.</summary>
    public object? Provisioning { get; init; }

    /// <summary>The clock; the machine's when null.</summary>
    public TimeProvider? Clock { get; init; }

    public string Environment { get; init; } = "Development";

    /// <summary>The issuer, where it is to be another than the address that is listened on.</summary>
    public string? Issuer { get; init; }

    /// <summary>The host of the issuer, at the port that is listened on: passkeys need a name where others do with an address.</summary>
    public string? IssuerHost { get; init; }

    /// <summary>Settings by name, <c>Section:Key</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What else to change before the program is put together: the network's far ends.</summary>
    public Action<WebApplicationBuilder>? Change { get; init; }
}

/// <summary>
/// The real program on a socket, with the published middleware, in this process; nothing is replaced but the clock and the network's far ends.
/// </summary>
internal sealed class RunningProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TestInstallation installation;

    private RunningProvider(WebApplication app, TestInstallation installation, Uri address, CapturedLog log)
    {
        this.app = app;
        this.installation = installation;
        BaseAddress = address;
        Log = log;
        Http = Client(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    }

    public Uri BaseAddress { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; }

    /// <summary>Everything that was logged, as it would be written.</summary>
    public CapturedLog Log { get; }

    public string DataDirectory => installation.DataDirectory;

    /// <summary>A browser of its own: it keeps cookies and follows no redirects.</summary>
    public HttpClient NewBrowser()
    {
        var browser = Client(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseProxy = false });
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        return browser;
    }

    public static async Task<RunningProvider> StartAsync(ProviderSetup? setup = null)
    {
        setup ??= new ProviderSetup();
        var installation = await TestInstallation.CreateAsync(setup);
        try
        {
            // Bound before the program is put together: the port is known, and nobody else can take it.
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var address = new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");

            var log = new CapturedLog();
            var app = ProviderHost.Build(installation.Arguments(setup, address), builder =>
            {
                builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = endpoint =>
                    endpoint is IPEndPoint { Port: var port } && port != address.Port ? SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint) : socket);
                builder.Services.AddSingleton<ILogEventSink>(log);
                if (setup.Clock is { } clock)
                    builder.Services.AddSingleton(clock);
                setup.Change?.Invoke(builder);
            });
            var provider = new RunningProvider(app, installation, address, log);
            try
            {
                await app.StartProviderAsync(CancellationToken.None);
                return provider;
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await installation.DisposeAsync();
    }

    private HttpClient Client(SocketsHttpHandler handler) => new(handler) { BaseAddress = BaseAddress };
}
