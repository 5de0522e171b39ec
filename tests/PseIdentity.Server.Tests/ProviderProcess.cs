using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PseIdentity.Server.Tests;

/// <summary>
/// The built program as a process of its own: for kill -9, for two nodes over one database, and for commands.
/// </summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string Provider => Path.Combine(AppContext.BaseDirectory, "pse-identity.dll");

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProviderProcess(string program, IEnumerable<string> arguments, Uri? address, string environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["DOTNET_ENVIRONMENT"] = environment },
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        BaseAddress = address ?? new Uri("http://127.0.0.1");
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = BaseAddress };

        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) errors.Enqueue(line.Data); };
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The program ended with {process.ExitCode}.{Environment.NewLine}{Output}{Environment.NewLine}{Errors}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri BaseAddress { get; }

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; }

    public int Id => process.Id;

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => string.Join(Environment.NewLine, output);

    public string Errors => string.Join(Environment.NewLine, errors);

    /// <summary>A port that is free now; another program could take it before it is used.</summary>
    public static Uri FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
    }

    /// <summary>Starts a node and waits until it listens.</summary>
    /// <param name="installation">Its data directory and database; several nodes may share one.</param>
    /// <param name="setup">Its settings; nodes that stand for one provider have the same <see cref="ProviderSetup.Issuer"/>.</param>
    /// <param name="address">Where it listens; a free port when null.</param>
    public static Task<ProviderProcess> ServeAsync(TestInstallation installation, ProviderSetup setup, Uri? address = null)
    {
        address ??= FreeAddress();
        return ListenAsync(new ProviderProcess(Provider, ["serve", .. installation.Arguments(setup, address)], address, setup.Environment));
    }

    /// <summary>Starts a sample, built beside the tests in the same configuration, and waits until it listens.</summary>
    public static Task<ProviderProcess> ServeSampleAsync(string name, Uri address, params string[] arguments)
    {
        var configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))?.Name ?? "Debug";
        var program = Path.Combine(Repository.Root, "samples", name, "bin", configuration, "net10.0", name + ".dll");
        return ListenAsync(new ProviderProcess(program, ["--urls", address.GetLeftPart(UriPartial.Authority), .. arguments], address, "Development"));
    }

    private static async Task<ProviderProcess> ListenAsync(ProviderProcess node)
    {
        try
        {
            await node.listening.Task.WaitAsync(Patience);
            return node;
        }
        catch (TimeoutException)
        {
            var said = node.Output + Environment.NewLine + node.Errors;
            await node.DisposeAsync();
            throw new TimeoutException($"The program does not listen after {Patience}.{Environment.NewLine}{said}");
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, string environment = "Development")
    {
        await using var command = new ProviderProcess(Provider, arguments, null, environment);
        await command.WaitForExitAsync();
        return (command.process.ExitCode, command.Output, command.Errors);
    }

    /// <summary>Waits until it has written this to standard output.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        DataReceivedEventHandler look = (_, line) =>
        {
            if (line.Data?.Contains(text, StringComparison.Ordinal) == true)
                written.TrySetResult();
        };
        process.OutputDataReceived += look;
        if (!Output.Contains(text, StringComparison.Ordinal))
            await written.Task.WaitAsync(Patience);
        process.OutputDataReceived -= look;
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
            await KillAsync();
        listening.TrySetCanceled();
        _ = listening.Task.Exception;
        process.Dispose();
    }

    private Task WaitForExitAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    private void Read(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        if (line.Contains("Now listening on", StringComparison.Ordinal))
            listening.TrySetResult();
    }
}
