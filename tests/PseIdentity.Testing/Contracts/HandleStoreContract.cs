using NUnit.Framework;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Testing.Contracts;

/// <summary>Stored handles, replays and signing keys.</summary>
public abstract class HandleStoreContract : StoreContract
{
    [Test]
    public async Task A_stored_handle_is_found_until_it_expires()
    {
        var id = Guid.NewGuid();
        await Stores.Handles.AddAsync(id, [1, 2, 3], Now.AddMinutes(1), CancellationToken.None);

        Assert.That(await Stores.Handles.FindAsync(id, Now, CancellationToken.None), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(await Stores.Handles.FindAsync(id, Now.AddMinutes(1), CancellationToken.None), Is.Null);
        Assert.That(await Stores.Handles.FindAsync(Guid.NewGuid(), Now, CancellationToken.None), Is.Null);
    }

    [Test, Category("RFC 7523 §3")]
    public async Task What_may_be_used_once_is_refused_until_it_expires()
    {
        var key = RandomHash();

        Assert.That(await UseAsync("assertion"), Is.True);
        Assert.That(await UseAsync("assertion"), Is.False);
        Assert.That(await UseAsync("challenge"), Is.True, "another purpose");
        Stores.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await UseAsync("assertion"), Is.True);

        ValueTask<bool> UseAsync(string purpose) => Stores.Replays.TryUseAsync(purpose, key, Now.AddMinutes(1), CancellationToken.None);
    }

    [Test]
    public async Task A_signing_key_is_unique_in_its_algorithm_and_generation_and_comes_back_as_it_was()
    {
        var key = new StoredSigningKey
        {
            Id = RandomId.Of128Bits(),
            Algorithm = "ES256",
            Generation = 1,
            CreatedAt = Now,
            ActivatesAt = Now.AddDays(7),
            RetiresAt = Now.AddDays(97),
            PublicKey = """{"kty":"EC"}""",
            PrivateKey = [9, 8, 7],
        };

        Assert.That(await Stores.SigningKeys.TryAddAsync(key, CancellationToken.None), Is.True);
        Assert.That(await Stores.SigningKeys.TryAddAsync(key with { Id = RandomId.Of128Bits() }, CancellationToken.None), Is.False);
        Assert.That(await Stores.SigningKeys.TryAddAsync(key with { Generation = 2 }, CancellationToken.None), Is.False);

        var found = (await Stores.SigningKeys.LoadAsync(CancellationToken.None)).Single();
        Assert.That(found with { PrivateKey = key.PrivateKey }, Is.EqualTo(key));
        Assert.That(found.PrivateKey, Is.EqualTo(key.PrivateKey));

        await Stores.SigningKeys.EraseAsync(key.Id, CancellationToken.None);
        Assert.That((await Stores.SigningKeys.LoadAsync(CancellationToken.None)).Single().PrivateKey, Is.Null);
    }
}
