using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>Runs a script of <c>tests/interop</c>, where client libraries of others meet the provider. It passes when the script says so.</summary>
internal static class NodeScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Naming = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string Folder = Path.Combine(Root(), "tests", "interop");

    /// <param name="name">The script without its extension.</param>
    /// <returns>What it wrote, a JSON document a line.</returns>
    /// <param name="settings">What <c>scenario.mjs</c> lists; written as snake_case JSON.</param>
    public static async Task<string> RunAsync(string name, object settings)
    {
        using var node = Start(name, settings);
        using var patience = new CancellationTokenSource(Patience);
        var output = node.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = node.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await node.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            Assert.Fail($"{name} took longer than {Patience}");
        }

        await TestContext.Out.WriteAsync(await output);
        Assert.That(node.ExitCode, Is.Zero, $"{await output}{await errors}");
        Assert.That((await output).TrimEnd(), Does.EndWith($$"""{"scenario":"{{name}}","ok":true}"""), "the script ended early");
        return await output;
    }

    /// <summary>Starts a script that runs until its input ends.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static Process Start(string name, object settings)
    {
        Assert.That(Path.Combine(Folder, "node_modules"), Does.Exist, "the Node packages are missing: tests/run installs them, or npm ci in tests/interop");
        return Process.Start(new ProcessStartInfo("node", [name + ".mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["INTEROP"] = JsonSerializer.Serialize(settings, Naming) },
        }) ?? throw new InvalidOperationException("node did not start");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PseIdentity.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of a checkout.");
    }
}
