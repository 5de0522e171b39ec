using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>A pass of the help desk, in place of a lost factor.</summary>
internal sealed class OneTimePass(OneTimePasses passes, CodeGuesses guesses, IEventLog events) : ISecondFactor
{
    public string Method => Factors.OneTimePass;

    public bool IsStandIn => true;

    public ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct) => passes.HasAsync(person, ct);

    public DateTimeOffset? UsedAt(Account person) => null;

    public string? Read(string typed) => TypedCode.Letters(typed, OneTimePasses.Length);

    public async Task<CodeOutcome> CheckAsync(Account person, string request, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await guesses.TryAsync("one-time-pass", person, caller, () => passes.TryUseAsync(person, code), ct);
        if (outcome.IsRight)
            events.Record(caller.Event("one-time-pass.used", person.Id));
        return outcome;
    }
}
