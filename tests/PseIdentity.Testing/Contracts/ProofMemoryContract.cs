using NUnit.Framework;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Testing.Contracts;

/// <summary>The memory of DPoP proofs.</summary>
public abstract class ProofMemoryContract : StoreContract
{
    [Test, Category("RFC 9449 §11.1")]
    public async Task A_proof_is_used_once_until_it_expires()
    {
        var epoch = await Stores.Proofs.EpochAsync(renew: false, CancellationToken.None);
        var proof = RandomHash();

        Assert.That(await UseAsync(), Is.EqualTo(ProofUse.First));
        Assert.That(await UseAsync(), Is.EqualTo(ProofUse.Replayed));
        Stores.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.That(await UseAsync(), Is.EqualTo(ProofUse.First));

        async Task<ProofUse> UseAsync() => await Stores.Proofs.TryUseAsync(epoch, proof, Now.AddMinutes(2), CancellationToken.None);
    }

    [Test, Category("RFC 9449 §11.1")]
    public async Task What_was_checked_against_another_memory_is_not_believed()
    {
        var proof = RandomHash();
        var other = new ProofEpoch(RandomHash(), Now);

        Assert.That(await Stores.Proofs.TryUseAsync(other, proof, Now.AddMinutes(2), CancellationToken.None), Is.EqualTo(ProofUse.Forgotten));
        var epoch = await Stores.Proofs.EpochAsync(renew: true, CancellationToken.None);
        Assert.That(await Stores.Proofs.TryUseAsync(epoch, proof, Now.AddMinutes(2), CancellationToken.None), Is.EqualTo(ProofUse.First));
    }

    [Test]
    public async Task The_epoch_stays_the_same_while_nothing_is_lost()
    {
        var first = await Stores.Proofs.EpochAsync(renew: false, CancellationToken.None);
        var again = await Stores.Proofs.EpochAsync(renew: true, CancellationToken.None);

        Assert.That(again.NonceKey, Is.EqualTo(first.NonceKey));
        Assert.That(again.Since, Is.EqualTo(first.Since));
        Assert.That(first.NonceKey, Has.Length.EqualTo(32));
    }
}
