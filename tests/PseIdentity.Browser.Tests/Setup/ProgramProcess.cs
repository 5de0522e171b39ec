using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>A program that was started by a test, as if at a terminal.</summary>
internal sealed partial class ProgramProcess : IAsyncDisposable
{
    private const int Sigint = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> awaited = new(StringComparer.Ordinal);

    private ProgramProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        // Whoever interrupts the tests ends what they started as well.
        AppDomain.CurrentDomain.ProcessExit += Interrupt;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote so far.</summary>
    public string Output => string.Join(Environment.NewLine, lines);

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>
    /// Runs a .NET program in a process group of its own that listens to Ctrl+C, as a shell at a terminal does: what runs in the background
    /// of a script has inherited that it is ignored.
    /// </summary>
    public static ProgramProcess Start(string program, params string[] arguments) =>
        new(new ProcessStartInfo("setsid", ["env", "--default-signal=INT,QUIT", "dotnet", program, .. arguments]));

    /// <summary>Waits until the program has written this; if it ends before, that is a failure.</summary>
    public async Task WaitForAsync(string text)
    {
        var written = awaited.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            return;
        await Task.WhenAny(written.Task, process.WaitForExitAsync()).WaitAsync(Patience);
        if (!written.Task.IsCompleted)
            throw new InvalidOperationException($"The program did not write \"{text}\":{Environment.NewLine}{Output}");
    }

    public Task WaitForExitAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>The programs that this one has started.</summary>
    public IReadOnlyList<int> Children() =>
        [.. Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    /// <summary>Ctrl+C: the terminal interrupts the whole group.</summary>
    public async Task InterruptAsync()
    {
        Interrupt(null, EventArgs.Empty);
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await InterruptAsync();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            AppDomain.CurrentDomain.ProcessExit -= Interrupt;
            process.Dispose();
        }
    }

    private void Interrupt(object? sender, EventArgs e)
    {
        if (!process.HasExited)
            _ = Kill(-process.Id, Sigint);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        foreach (var (text, written) in awaited)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                written.TrySetResult();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
