using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Limits guesses at codes, for every factor in the same way: each is counted before it is compared, and on a device on which its owner is known for that device alone.</summary>
internal sealed class CodeGuesses(Guesses guesses, KnownDevices devices, IEventLog events)
{
    /// <param name="purpose">Which secret; each is locked by itself, so that whoever lost one may use another.</param>
    /// <param name="compare">True when the code was right, and is used up now.</param>
    public async Task<CodeOutcome> TryAsync(string purpose, Account person, Caller caller, Func<Task<bool>> compare, CancellationToken ct)
    {
        var target = Guesses.TargetOf(person, caller.Device is { } cookie ? await devices.FindAsync(person.Id, cookie, ct) : null);
        if (await guesses.ReserveAsync(purpose, target, person, ct) is { } until)
        {
            events.Record(caller.Event("signin.locked", person.Id, data: Of(purpose)));
            return new CodeOutcome(false, until);
        }
        if (await compare())
        {
            await guesses.GiveBackAsync(purpose, target);
            return new CodeOutcome(true);
        }
        events.Record(caller.Event("signin.code_failed", person.Id, data: Of(purpose)));
        return new CodeOutcome(false);
    }

    private static Dictionary<string, string> Of(string purpose) => new() { ["factor"] = purpose };
}
