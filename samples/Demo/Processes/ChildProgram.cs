using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Demo.Processes;

/// <summary>What is needed to start one program of the demo.</summary>
internal sealed record ProgramStart(
    string Name, string Directory, string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<Uri> ReadyWhen);

/// <summary>One running program of the demo: its output goes to a file, its warnings and errors to the console too.</summary>
internal sealed partial class ChildProgram : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Task output;

    private ChildProgram(ProgramStart start, Process process, string logFile)
    {
        Start = start;
        LogFile = logFile;
        this.process = process;
        var log = new LogFile(start.Name, logFile);
        output = Task.WhenAll(log.CopyAsync(process.StandardOutput, isError: false), log.CopyAsync(process.StandardError, isError: true))
            .ContinueWith(_ => log.Dispose(), TaskScheduler.Default);
        Ended = process.WaitForExitAsync();
    }

    public ProgramStart Start { get; }

    public string LogFile { get; }

    public Task Ended { get; }

    public int ExitCode => process.ExitCode;

    public static ChildProgram Run(ProgramStart start, string logs)
    {
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [start.Program, .. start.Arguments])
        {
            WorkingDirectory = start.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Where the demo's programs listen is the demo's decision.
        foreach (var name in info.Environment.Keys.Where(IsAboutListening).ToList())
            info.Environment.Remove(name);
        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in start.Environment)
            info.Environment[name] = value;

        var process = Process.Start(info) ?? throw new InvalidOperationException($"{start.Program} could not be started.");
        return new(start, process, Path.Combine(logs, start.Name.Replace(' ', '-').ToLowerInvariant() + ".log"));
    }

    /// <summary>Asks the program to end, and kills it when it does not.</summary>
    public async Task EndAsync()
    {
        if (!process.HasExited && (OperatingSystem.IsWindows() || Kill(process.Id, Sigterm) != 0))
            process.Kill(entireProcessTree: true);

        await Task.WhenAny(Ended, Task.Delay(Patience));
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await Ended;
        await output;
    }

    public void Dispose() => process.Dispose();

    private static bool IsAboutListening(string name) =>
        name.EndsWith("URLS", StringComparison.OrdinalIgnoreCase) || name.EndsWith("HTTP_PORTS", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("HTTPS_PORTS", StringComparison.OrdinalIgnoreCase);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
