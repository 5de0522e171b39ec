using Microsoft.Extensions.Logging;
using Npgsql;

namespace PseIdentity.Storage.Sql.Postgres;

/// <summary>The operator's connection string with what this program relies on where the operator says nothing else.</summary>
internal static class PostgresConnections
{
    private const int Prepared = 200;

    public static NpgsqlDataSource Open(string connectionString, ILoggerFactory logs)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // A pooler that hands out connections per transaction needs 0 here; the operator can say so.
        if (!settings.ContainsKey("Max Auto Prepare"))
            settings.MaxAutoPrepare = Prepared;
        if (!settings.ContainsKey("Auto Prepare Min Usages"))
            settings.AutoPrepareMinUsages = 2;
        // So that the connection that only listens notices when the other side is gone.
        if (!settings.ContainsKey("Keepalive"))
            settings.KeepAlive = 30;
        if (!settings.ContainsKey("Application Name"))
            settings.ApplicationName = "pse-identity";
        return new NpgsqlDataSourceBuilder(settings.ToString()).UseLoggerFactory(logs).Build();
    }
}
