namespace PseIdentity.Storage.Sql;

/// <summary>What nodes keep in memory.</summary>
internal enum Cached
{
    /// <summary>The edit concerns nothing that is kept.</summary>
    Nothing,
    Clients,
    Scopes,
    Organizations,
    IdentityProviders,
    Maintenance,

    /// <summary>The edit concerns all of them.</summary>
    Everything,
}

/// <summary>Counts the edits of what is kept in memory: a cache is good while its number is the current one.</summary>
internal sealed class CacheVersions
{
    private static readonly int Kinds = Enum.GetValues<Cached>().Length;
    private readonly long[] versions = new long[Kinds];

    public long Of(Cached what) => Volatile.Read(ref versions[(int)what]);

    public void Renew(Cached what)
    {
        if (what == Cached.Everything)
            RenewAll();
        else
            Interlocked.Increment(ref versions[(int)what]);
    }

    public void RenewAll()
    {
        for (var i = 0; i < versions.Length; i++)
            Interlocked.Increment(ref versions[i]);
    }
}
