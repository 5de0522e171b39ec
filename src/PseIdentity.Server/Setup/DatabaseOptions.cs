using PseIdentity.Storage;

namespace PseIdentity.Server.Setup;

/// <summary>Which database (section <c>Database</c>).</summary>
internal sealed class DatabaseOptions
{
    /// <summary><c>Sqlite</c>, a file, for one node; <c>PostgreSql</c>, a server, for any number of nodes.</summary>
    public string Provider { get; set; } = nameof(DatabaseProvider.Sqlite);

    /// <summary>How to reach it. Required for PostgreSQL; best given as a file, because it holds a password.</summary>
    /// <value><c>Data Source=&lt;Data:Directory&gt;/pse-identity.db</c></value>
    public string? ConnectionString { get; set; }

    /// <summary>Brings an older schema up to date at start. False refuses to start on one, for those who run <c>migrate</c> before they change nodes.</summary>
    public bool Migrate { get; set; } = true;
}
