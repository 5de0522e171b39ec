using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using NUnit.Framework;
using PseIdentity.Storage.DataProtection;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.DataProtection;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class DataProtectionRingTests<T> where T : IBackend
{
    private SqlBackend node = null!;
    private SqlBackend other = null!;

    [SetUp]
    public async Task Open()
    {
        node = (SqlBackend)await T.OpenAsync();
        other = node.AnotherNode();
    }

    [TearDown]
    public async Task Close()
    {
        await other.DisposeAsync();
        await node.DisposeAsync();
    }

    [Test]
    public async Task Nodes_that_start_together_make_one_key()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? node : other).Get<FirstDataProtectionKey>().EnsureAsync(CancellationToken.None))));

        Assert.That(node.Get<IKeyManager>().GetAllKeys(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_one_node_protects_another_opens()
    {
        await node.Get<FirstDataProtectionKey>().EnsureAsync(CancellationToken.None);

        var cookie = node.Get<IDataProtectionProvider>().CreateProtector("cookie").Protect("alice");

        Assert.That(other.Get<IDataProtectionProvider>().CreateProtector("cookie").Unprotect(cookie), Is.EqualTo("alice"));
    }

    [Test]
    public async Task A_key_that_cannot_be_read_stops_the_program_instead_of_beginning_a_new_ring()
    {
        await node.Get<FirstDataProtectionKey>().EnsureAsync(CancellationToken.None);
        await node.Get<IDatabase>().ExecuteAsync(new Statement("UPDATE data_protection_keys SET content = $1").With(new byte[64]), CancellationToken.None);

        Assert.That(() => other.Get<IKeyManager>().GetAllKeys(), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => other.Get<FirstDataProtectionKey>().EnsureAsync(CancellationToken.None), Throws.InstanceOf<CryptographicException>());
    }
}
