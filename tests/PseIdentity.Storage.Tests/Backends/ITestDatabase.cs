namespace PseIdentity.Storage.Tests.Backends;

/// <summary>A fresh, migrated database for one fixture.</summary>
internal interface ITestDatabase : IAsyncDisposable
{
    StorageOptions Options { get; }
}
