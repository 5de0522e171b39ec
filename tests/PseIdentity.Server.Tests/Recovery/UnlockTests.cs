using NUnit.Framework;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>A lock after wrong guesses, ended by the owner.</summary>
internal sealed class UnlockTests : RecoveryPages
{
    [Test]
    public async Task A_link_ends_the_lock_and_works_once()
    {
        using var guesser = await AtSignInAsync(Portal());
        for (var i = 0; i < 5; i++)
            await TypeAsync(guesser, "dora", "wrong");
        Assert.That(await SignsInAsync("dora", Password), Is.False);

        var link = await LinkAsync("unlock", "dora");
        using var browser = await OpenAsync(link);
        Assert.That(await SignsInAsync("dora", Password), Is.False, "looking at it does nothing");
        await browser.PressAsync("recover-submit");

        Assert.That(browser.Shows("recover-done"), Is.True);
        Assert.That(await SignsInAsync("dora", Password), Is.True);
        using var again = await OpenAsync(link);
        Assert.That(again.Shows("recover-gone"), Is.True);
    }
}
