using Microsoft.Extensions.Logging;
using Npgsql;

namespace PseIdentity.Storage.Sql.Postgres;

/// <summary>Tells other nodes about edits of what they keep in memory, and hears of theirs (LISTEN/NOTIFY).</summary>
internal sealed partial class PostgresNotifications(NpgsqlDataSource source, CacheVersions versions, TimeProvider clock, ILogger<PostgresNotifications> log)
{
    private const string Channel = "pse_identity";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Sent when the connection's transaction commits.</summary>
    public static async Task SendAsync(NpgsqlConnection connection, Cached what, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection);
        command.Parameters.Add(new() { Value = Channel });
        command.Parameters.Add(new() { Value = what.ToString() });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ListenAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(ct);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                ConnectionLost(failure);
                await Task.Delay(Pause, clock, ct);
            }
        }
    }

    private async Task ListenOnceAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, told) =>
        {
            if (Enum.TryParse<Cached>(told.Payload, out var what))
                versions.Renew(what);
            else
                versions.RenewAll();
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);

        // What was said while nobody listened is lost.
        versions.RenewAll();
        while (true)
            await connection.WaitAsync(ct);
    }

    [LoggerMessage(2001, LogLevel.Warning, "The connection that hears of other nodes' changes was lost; until it is back they are seen within five seconds.")]
    private partial void ConnectionLost(Exception failure);
}
