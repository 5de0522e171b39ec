using PseIdentity.Testing.Contracts;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Storage.Tests.Backends;

/// <summary>What a fixture runs on; a type, so that a fixture can be named after it.</summary>
internal interface IBackend
{
    static abstract Task<IStores> OpenAsync();
}

internal sealed class Memory : IBackend
{
    public static Task<IStores> OpenAsync() => Task.FromResult<IStores>(new MemoryBackend());
}

internal sealed class Sqlite : IBackend
{
    public static async Task<IStores> OpenAsync() => await SqlBackend.OnSqliteAsync();
}

internal sealed class Postgres : IBackend
{
    public static async Task<IStores> OpenAsync() => await SqlBackend.OnPostgresAsync();
}
