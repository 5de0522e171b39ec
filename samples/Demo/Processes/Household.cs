namespace Demo.Processes;

/// <summary>Programs that live together: they start together, and when one of them ends, all do.</summary>
internal sealed class Household(Checkout checkout) : IDisposable
{
    private readonly List<ChildProgram> programs = [];
    private readonly Readiness readiness = new();

    /// <summary>Runs until <paramref name="ct"/> or until a program ends; the exit code of the demo.</summary>
    public async Task<int> RunAsync(IReadOnlyList<ProgramStart> starts, Action whenReady, CancellationToken ct)
    {
        try
        {
            foreach (var start in starts)
            {
                Console.WriteLine($"Starting the {start.Name} …");
                programs.Add(ChildProgram.Run(start, checkout.Logs));
            }

            var anyEnded = Task.WhenAny(programs.Select(program => program.Ended));
            foreach (var program in programs)
            {
                if (!await readiness.WaitAsync(program, anyEnded, ct))
                    return await ExplainAsync(Ended() ?? program);
            }

            whenReady();
            await anyEnded.WaitAsync(ct);
            return Ended() is { } ended && !ct.IsCancellationRequested ? await ExplainAsync(ended) : 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            await Task.WhenAll(programs.Select(program => program.EndAsync()));
            Console.WriteLine("Everything has ended.");
        }
    }

    public void Dispose()
    {
        programs.ForEach(program => program.Dispose());
        readiness.Dispose();
    }

    private ChildProgram? Ended() => programs.Find(program => program.Ended.IsCompleted);

    private async Task<int> ExplainAsync(ChildProgram program)
    {
        var what = program.Ended.IsCompleted ? $"ended with exit code {program.ExitCode}" : "does not answer";
        await program.EndAsync();

        Console.Error.WriteLine($"The {program.Start.Name} {what}. The end of {checkout.Short(program.LogFile)}:");
        foreach (var line in (await File.ReadAllLinesAsync(program.LogFile)).TakeLast(15))
            Console.Error.WriteLine("  " + line);
        return 1;
    }
}
