namespace Demo.Processes;

/// <summary>Waits until a program answers.</summary>
internal sealed class Readiness : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>True when every address answers 200; false when a program ended meanwhile or it took too long.</summary>
    public async Task<bool> WaitAsync(ChildProgram program, Task anyEnded, CancellationToken ct)
    {
        var until = DateTime.UtcNow + Longest;
        foreach (var address in program.Start.ReadyWhen)
        {
            while (!await AnswersAsync(address, ct))
            {
                if (anyEnded.IsCompleted || DateTime.UtcNow > until)
                    return false;
                await Task.WhenAny(anyEnded, Task.Delay(Pause, ct));
            }
        }

        return true;
    }

    public void Dispose() => http.Dispose();

    private async Task<bool> AnswersAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(address, ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
