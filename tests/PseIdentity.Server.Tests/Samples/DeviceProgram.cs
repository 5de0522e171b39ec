using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace PseIdentity.Server.Tests.Samples;

/// <summary>The sample of a device while it runs: what it has written, line by line.</summary>
internal sealed partial class DeviceProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Task<string> errors;
    private readonly StringBuilder output = new();

    private DeviceProgram(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    public static DeviceProgram Start(string authority, string clientId)
    {
        var configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))?.Name ?? "Debug";
        var program = Path.Combine(Repository.Root, "samples", "Device", "bin", configuration, "net10.0", "Device.dll");
        var start = new ProcessStartInfo("dotnet", [program, authority, clientId]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new DeviceProgram(Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started."));
    }

    /// <summary>The code that it shows, as soon as it waits.</summary>
    public async Task<string> UserCodeAsync()
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            output.AppendLine(line);
            if (line.StartsWith("Waiting", StringComparison.Ordinal))
                return UserCode().Match(output.ToString()).Value;
        }

        throw new InvalidOperationException($"It ended: {output}{await errors}");
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        output.Append(await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience));
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, output.Append(await errors).ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
    }

    [GeneratedRegex("(?m)(?<=^ +)[A-Z]{4}-[A-Z]{4}$")]
    private static partial Regex UserCode();
}
