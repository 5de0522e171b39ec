namespace PseIdentity.Server.Setup;

/// <summary>The one key outside the database (section <c>Keys</c>).</summary>
internal sealed class KeysOptions
{
    /// <summary>32 random bytes in base64 (<c>openssl rand -base64 32</c>), which encrypt what the database must not show. Without it a stolen database forges nothing; lost, it takes the signing keys and the authenticators with it, so keep a copy apart from the database's.</summary>
    /// <value>made in <c>Data:Directory</c> (mode 0600) on SQLite, required on PostgreSQL</value>
    public string? Root { get; set; }

    /// <summary>Root keys from before, while what they encrypted is written anew.</summary>
    /// <value>none</value>
    public IReadOnlyList<string> FormerRoots { get; set; } = [];
}
