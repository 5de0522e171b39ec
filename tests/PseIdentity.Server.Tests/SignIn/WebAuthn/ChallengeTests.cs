using NUnit.Framework;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>A challenge works once, in its browser, for its request, purpose and person, in its time.</summary>
[Category("WebAuthn §13.4.3")]
public sealed class ChallengeTests
{
    [Test]
    public async Task An_answer_works_once_and_of_two_at_once_one_works()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        var answer = ceremonies.Authenticator.Get(ceremonies.Asked());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ceremonies.FinishSignInAsync(answer))));
        Assert.That(outcomes.Count(outcome => outcome.Fault is null), Is.EqualTo(1));
        Assert.That(outcomes.Where(outcome => outcome.Fault is not null).Select(outcome => outcome.Fault?.Id), Is.All.EqualTo(PasskeyFaults.Replayed));
    }

    [Test]
    public async Task An_answer_is_too_late_after_five_minutes()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        var answer = ceremonies.Authenticator.Get(ceremonies.Asked());
        ceremonies.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That((await ceremonies.FinishSignInAsync(answer)).Fault?.Id, Is.EqualTo(PasskeyFaults.Expired));
    }

    [Test]
    public async Task Another_browser_request_purpose_or_person_is_refused()
    {
        using var ceremonies = new Ceremonies();
        await ceremonies.RegisterAsync();
        var answer = ceremonies.Authenticator.Get(ceremonies.Asked());
        foreach (var other in new[]
        {
            Ceremonies.SigningIn with { BrowserHash = [.. new byte[31], 1] },
            Ceremonies.SigningIn with { RequestId = "another" },
            Ceremonies.SigningIn with { Purpose = CeremonyPurposes.Confirmation },
            Ceremonies.SigningIn with { UserHandle = Ceremonies.Alice },
        })
            Assert.That((await ceremonies.FinishSignInAsync(answer, other)).Fault?.Id, Is.EqualTo(PasskeyFaults.Challenge));
        Assert.That((await ceremonies.FinishSignInAsync(answer)).Fault, Is.Null, "it still works for its own");
    }
}
