using System.Collections.Concurrent;

namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>
/// The one writer of a SQLite database: a thread with its own connection that commits concurrent writes together,
/// so that they share one flush to disk. A caller's task completes only after the commit.
/// </summary>
internal sealed class SqliteWriter(Func<SqliteLink> open, WriteCounter counter) : IDisposable
{
    private const int MostPerCommit = 64;
    private readonly BlockingCollection<Job> queue = [];
    private readonly Lock starting = new();
    private Thread? thread;

    /// <summary>Runs the work in a transaction on the writer's thread; it may be run twice, and completes without waiting.</summary>
    public Task<T> RunAsync<T>(Func<SqliteLink, T> work)
    {
        Start();
        var job = new Job<T>(work);
        queue.Add(job);
        return job.Task;
    }

    public void Dispose()
    {
        queue.CompleteAdding();
        thread?.Join();
        queue.Dispose();
    }

    private void Start()
    {
        if (thread is not null)
            return;
        lock (starting)
        {
            if (thread is not null)
                return;
            var started = new Thread(Work) { IsBackground = true, Name = "SQLite writer" };
            started.Start();
            thread = started;
        }
    }

    private void Work()
    {
        SqliteLink? link = null;
        var batch = new List<Job>(MostPerCommit);
        foreach (var first in queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < MostPerCommit && queue.TryTake(out var next))
                batch.Add(next);

            try
            {
                link ??= open();
            }
            catch (Exception failure) when (Fails(batch, failure))
            {
                continue;
            }
            Commit(link, batch);
        }
        link?.Dispose();
    }

    private void Commit(SqliteLink link, List<Job> batch)
    {
        try
        {
            RunTogether(link, batch);
        }
        catch (Exception failure) when (batch.Count > 1 || Fails(batch, failure))
        {
            // One failure must not hurt the others: each again, alone. What failed by itself has been told already.
            if (batch.Count > 1)
                foreach (var job in batch)
                    Commit(link, [job]);
        }
    }

    private void RunTogether(SqliteLink link, List<Job> batch)
    {
        var before = link.TotalChanges;
        link.Begin();
        try
        {
            foreach (var job in batch)
                job.Run(link);
            link.Commit();
        }
        catch
        {
            link.Rollback();
            throw;
        }
        counter.Add(link.TotalChanges - before);
        foreach (var job in batch)
            job.Complete();
    }

    private static bool Fails(List<Job> batch, Exception failure)
    {
        foreach (var job in batch)
            job.Fail(failure);
        return true;
    }

    private abstract class Job
    {
        public abstract void Run(SqliteLink link);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Job<T>(Func<SqliteLink, T> work) : Job
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Action? tell;

        public Task<T> Task => done.Task;

        public override void Run(SqliteLink link)
        {
            var result = work(link);
            tell = () => done.SetResult(result);
        }

        public override void Complete() => tell?.Invoke();

        public override void Fail(Exception failure) => done.SetException(failure);
    }
}
