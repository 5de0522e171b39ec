namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>A document of somebody else's: fetched when it is needed, by one caller for all who come meanwhile, and kept for an hour.</summary>
/// <param name="fetch">Throws <see cref="UpstreamException"/> when it cannot be had.</param>
internal sealed class RemoteDocument<T>(Func<Task<T>> fetch, TimeProvider clock) where T : class
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(1);

    /// <summary>A provider that does not answer at the moment has not become another one.</summary>
    private static readonly TimeSpan HoldsFor = TimeSpan.FromHours(24);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Somebody waits who has nothing yet.</summary>
    private static readonly TimeSpan FirstAgainAfter = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private volatile Known known = new(null, DateTimeOffset.MinValue, null);
    private Task asking = Task.CompletedTask;
    private DateTimeOffset? askedAt;

    /// <exception cref="UpstreamException">There is none.</exception>
    public async ValueTask<T> GetAsync(CancellationToken ct)
    {
        if (known.Document is null)
            await AskAsync(FirstAgainAfter).WaitAsync(ct);
        else if (clock.GetUtcNow() - known.At >= KeepFor)
            await AskAsync(AskAgainAfter).WaitAsync(ct);
        return Current();
    }

    /// <summary>The document as it is now, unless that was asked within the last minute.</summary>
    /// <exception cref="UpstreamException">There is none.</exception>
    public async ValueTask<T> GetNewestAsync(CancellationToken ct)
    {
        await AskAsync(AskAgainAfter).WaitAsync(ct);
        return Current();
    }

    private T Current()
    {
        var (document, at, problem) = known;
        if (document is not null && clock.GetUtcNow() - at < HoldsFor)
            return document;
        throw problem is null ? OpenIdRefuse.Unreachable("not asked yet") : new UpstreamException(problem.Id, problem.Message, problem);
    }

    private Task AskAsync(TimeSpan again)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (asking.IsCompleted && !(now - askedAt < again))
                (askedAt, asking) = (now, FetchAsync(now));
            return asking;
        }
    }

    // One caller's hanging up must not cost the others the answer: no cancellation but the network guard's own time limit.
    private async Task FetchAsync(DateTimeOffset now)
    {
        try
        {
            known = new(await fetch(), now, null);
        }
        catch (UpstreamException problem)
        {
            known = known with { Problem = problem };
        }
    }

    private sealed record Known(T? Document, DateTimeOffset At, UpstreamException? Problem);
}
