using System.Security.Cryptography;
using NUnit.Framework;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Codes;

/// <summary>Codes and links that work once.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class CodeStoreTests<T> : DatabaseTests<T> where T : IBackend
{
    private const string Purpose = "sms";
    private const int MostTries = 5;
    private const int MostSent = 3;

    private static readonly byte[] Right = SHA256.HashData("right"u8);
    private static readonly byte[] Wrong = SHA256.HashData("wrong"u8);

    private byte[] key = null!;

    private CodeStore Store => Backend.Get<CodeStore>();

    private DateTimeOffset Now => Backend.Clock.GetUtcNow();

    private NewCode Code => new() { Purpose = Purpose, Key = key, SecretHash = Right, Data = "+15550100", ExpiresAt = Now.AddMinutes(5) };

    [SetUp]
    public void Begin() => key = RandomNumberGenerator.GetBytes(32);

    [Test]
    public async Task A_code_works_once_for_its_purpose_and_key()
    {
        await SendAsync(Code);

        Assert.That(await Store.TryUseAsync("email", key, Right, MostTries), Is.Null);
        Assert.That(await Store.TryUseAsync(Purpose, RandomNumberGenerator.GetBytes(32), Right, MostTries), Is.Null);
        Assert.That((await TryAsync(Right))?.Data, Is.EqualTo("+15550100"));
        Assert.That(await TryAsync(Right), Is.Null);
    }

    [Test]
    public async Task Of_twenty_uses_at_once_one_wins()
    {
        await SendAsync(Code);

        var used = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.TryUseAsync(Purpose, key, Right, 100).AsTask())));

        Assert.That(used.Count(code => code is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_twenty_wrong_tries_at_once_no_more_than_the_limit_are_counted_and_the_right_one_comes_too_late()
    {
        await SendAsync(Code);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TryAsync(Wrong).AsTask())));

        Assert.That((await FindAsync())?.Tries, Is.EqualTo(MostTries));
        Assert.That(await TryAsync(Right), Is.Null);
    }

    [Test]
    public async Task A_code_expires()
    {
        await SendAsync(Code);
        Backend.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.That(await FindAsync(), Is.Null);
        Assert.That(await TryAsync(Right), Is.Null);
    }

    [Test]
    public async Task A_code_that_is_sent_again_takes_the_place_of_the_one_before_and_buys_no_tries()
    {
        await SendAsync(Code);
        for (var tries = 0; tries < 3; tries++)
            await TryAsync(Wrong);
        await SendAsync(Code with { SecretHash = Wrong });

        var code = await FindAsync();
        Assert.That(code, Is.Not.Null);
        Assert.That((code!.Tries, code.Sent), Is.EqualTo((3, 2)));
        Assert.That(await TryAsync(Right), Is.Null, "the first one is gone");
        Assert.That(await TryAsync(Wrong), Is.Not.Null);
    }

    [Test]
    public async Task It_is_not_sent_again_before_its_time_nor_too_often()
    {
        await SendAsync(Code with { ResendAt = Now.AddSeconds(30) });
        Assert.That(await Store.TrySendAsync(Code, MostSent, CancellationToken.None), Is.False);

        Backend.Clock.Advance(TimeSpan.FromSeconds(30));
        for (var sent = 1; sent < MostSent; sent++)
            await SendAsync(Code);
        Assert.That(await Store.TrySendAsync(Code, MostSent, CancellationToken.None), Is.False);

        Backend.Clock.Advance(TimeSpan.FromMinutes(5));
        await SendAsync(Code);
        Assert.That((await FindAsync())?.Sent, Is.EqualTo(1), "after it has expired the count begins anew");
    }

    [Test]
    public async Task Of_twenty_sendings_at_once_one_sends()
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.TrySendAsync(Code with { ResendAt = Now.AddSeconds(30) }, MostSent, CancellationToken.None).AsTask())));

        Assert.That(sent.Count(each => each), Is.EqualTo(1));
    }

    [Test]
    public async Task What_was_cancelled_works_no_more_and_is_sent_again_no_sooner_and_no_oftener()
    {
        await SendAsync(Code with { ResendAt = Now.AddSeconds(30) });
        await Store.CancelAsync(Purpose, key, CancellationToken.None);

        Assert.That((await FindAsync())?.Data, Is.Null);
        Assert.That(await TryAsync(Right), Is.Null);
        Assert.That(await Store.TrySendAsync(Code, MostSent, CancellationToken.None), Is.False);
        Backend.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(Code);
        Assert.That((await FindAsync())?.Sent, Is.EqualTo(2));
        Assert.That(await TryAsync(Right), Is.Not.Null);
    }

    [Test]
    public async Task What_may_not_be_used_yet_waits()
    {
        await SendAsync(Code with { NotBefore = Now.AddMinutes(1) });
        Assert.That(await TryAsync(Right), Is.Null);
        Assert.That(await Store.TryUseAsync(Purpose, key), Is.Null);

        Backend.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await TryAsync(Right), Is.Not.Null);
    }

    [Test]
    public async Task A_link_is_used_by_its_key_alone_and_once()
    {
        await SendAsync(Code with { SecretHash = null });

        Assert.That(await TryAsync(Right), Is.Null, "it has no code");
        Assert.That((await Store.TryUseAsync(Purpose, key))?.Data, Is.EqualTo("+15550100"));
        Assert.That(await Store.TryUseAsync(Purpose, key), Is.Null);
    }

    private async Task SendAsync(NewCode code) => Assert.That(await Store.TrySendAsync(code, MostSent, CancellationToken.None), Is.True);

    private ValueTask<Code?> TryAsync(byte[] typed) => Store.TryUseAsync(Purpose, key, typed, MostTries);

    private ValueTask<Code?> FindAsync() => Store.FindAsync(Purpose, key, CancellationToken.None);
}
