using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>One of the person's recovery codes.</summary>
internal sealed class RecoveryCode(RecoveryCodes codes, CodeGuesses guesses, IEventLog events) : ISecondFactor
{
    public string Method => Factors.RecoveryCode;

    public bool IsStandIn => true;

    public ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct) => new(RecoveryCodes.Left(person) > 0);

    public DateTimeOffset? UsedAt(Account person) => person.Find(CredentialKinds.RecoveryCodes)?.UsedAt;

    public string? Read(string typed) => TypedCode.Letters(typed, RecoveryCodes.Length);

    public async Task<CodeOutcome> CheckAsync(Account person, string request, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await guesses.TryAsync("recovery", person, caller, () => codes.TryUseAsync(person, code), ct);
        if (outcome.IsRight)
            events.Record(caller.Event("recovery-code.used", person.Id));
        return outcome;
    }
}
