using Microsoft.Extensions.Configuration;
using PseIdentity.Storage.Secrets;

namespace PseIdentity.Storage;

/// <summary>The databases that the provider runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>A file: one node, nothing to install.</summary>
    Sqlite,

    /// <summary>A server: any number of nodes.</summary>
    PostgreSql,
}

/// <summary>Where the provider keeps what it must remember (sections <c>Database</c>, <c>Data</c> and <c>Keys</c>).</summary>
public sealed class StorageOptions
{
    /// <summary><c>Database:Provider</c>: <c>Sqlite</c> (default) for one node, <c>PostgreSql</c> for several.</summary>
    public string Provider { get; set; } = nameof(DatabaseProvider.Sqlite);

    /// <summary><c>Database:ConnectionString</c>: by default a file in the data directory; required for PostgreSQL.</summary>
    public string? ConnectionString { get; set; }

    /// <summary><c>Database:Migrate</c>: false refuses to start on an older schema, for those who run <c>migrate</c> themselves.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary><c>Data:Directory</c>: the database file and the root key, where they are not elsewhere.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// <c>Keys:Root</c>: 32 bytes in base64, which encrypt what the database must not show. Without it a stolen database forges nothing; lost, it takes
    /// the signing keys and the authenticators with it. On SQLite it is made in the data directory; on PostgreSQL it is required.
    /// </summary>
    public string? RootKey { get; set; }

    /// <summary><c>Keys:FormerRoots</c>: root keys from before, while what they encrypt is written anew.</summary>
    public IReadOnlyList<string> FormerRootKeys { get; set; } = [];

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="dataDirectory">The data directory where <c>Data:Directory</c> does not say.</param>
    public static StorageOptions From(IConfiguration configuration, string dataDirectory) => new()
    {
        Provider = configuration["Database:Provider"] ?? nameof(DatabaseProvider.Sqlite),
        ConnectionString = configuration["Database:ConnectionString"],
        Migrate = configuration.GetValue("Database:Migrate", true),
        DataDirectory = configuration["Data:Directory"] ?? dataDirectory,
        RootKey = configuration["Keys:Root"],
        FormerRootKeys = configuration.GetSection("Keys:FormerRoots").Get<string[]>() ?? [],
    };

    /// <summary>Every mistake in the settings, each with the setting's name and what would be right; empty when there is none.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (!Enum.GetNames<DatabaseProvider>().Contains(Provider, StringComparer.OrdinalIgnoreCase))
            yield return $"Database:Provider is '{Provider}', but only Sqlite and PostgreSql are known.";
        else if (ParsedProvider == DatabaseProvider.PostgreSql)
        {
            if (string.IsNullOrWhiteSpace(ConnectionString))
                yield return "Database:ConnectionString is missing; PostgreSQL needs one, such as Host=db;Database=identity;Username=identity;Password=….";
            if (string.IsNullOrWhiteSpace(RootKey))
                yield return "Keys:Root is missing; on PostgreSQL it is required: 32 random bytes in base64, the same on every node (openssl rand -base64 32).";
        }
        if (!string.IsNullOrWhiteSpace(RootKey) && RootKeyFile.Parse(RootKey) is null)
            yield return "Keys:Root is not 32 bytes in base64 (openssl rand -base64 32).";
        for (var i = 0; i < FormerRootKeys.Count; i++)
            if (RootKeyFile.Parse(FormerRootKeys[i]) is null)
                yield return $"Keys:FormerRoots:{i} is not 32 bytes in base64.";
    }

    internal DatabaseProvider ParsedProvider => Enum.Parse<DatabaseProvider>(Provider, ignoreCase: true);

    internal string EffectiveConnectionString => !string.IsNullOrWhiteSpace(ConnectionString)
        ? ConnectionString
        : $"Data Source={Path.Combine(DataDirectory, "pse-identity.db")}";
}
