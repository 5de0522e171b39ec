using Microsoft.Data.Sqlite;

namespace PseIdentity.Storage.Sql.Sqlite;

/// <summary>A lock among the processes that share a SQLite file: an open file beside it, which the system closes when its process dies.</summary>
internal static class SqliteLockFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IAsyncDisposable> AcquireAsync(string connectionString, string name, CancellationToken ct)
    {
        var path = $"{Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource)}.{name}.lock";
        var giveUpAt = TimeProvider.System.GetTimestamp() + (long)(Patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (File.Exists(path) && TimeProvider.System.GetTimestamp() < giveUpAt)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }
}
