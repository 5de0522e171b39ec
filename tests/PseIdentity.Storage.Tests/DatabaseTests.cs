using NUnit.Framework;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests;

/// <summary>A database for the fixture, for what only databases have.</summary>
internal abstract class DatabaseTests<T> where T : IBackend
{
    private SqlBackend? backend;

    protected SqlBackend Backend => backend ?? throw new InvalidOperationException("The database is not open.");

    /// <summary>How many rows this process has written.</summary>
    protected long Rows => Backend.Get<WriteCounter>().Rows;

    [OneTimeSetUp]
    public async Task Open() => backend = (SqlBackend)await T.OpenAsync();

    [OneTimeTearDown]
    public async Task Close()
    {
        if (backend is not null)
            await backend.DisposeAsync();
    }
}
