using NUnit.Framework;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Testing.Contracts;

namespace PseIdentity.Storage.Tests;

// One contract, three backends.

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Grants<T> : GrantStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Sessions<T> : SessionStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Clients<T> : ClientStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Consents<T> : ConsentStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Attempts<T> : AttemptStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Handles<T> : HandleStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class PushedRequests<T> : PushedRequestStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class Outboxes<T> : OutboxStoreContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}

[TestFixture(typeof(Memory)), TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class ProofMemories<T> : ProofMemoryContract where T : IBackend
{
    protected override Task<IStores> OpenAsync() => T.OpenAsync();
}
