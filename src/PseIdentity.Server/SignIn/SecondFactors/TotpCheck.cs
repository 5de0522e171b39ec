using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>What became of a code.</summary>
/// <param name="IsRight">True once for each code.</param>
/// <param name="LockedUntil">Where too many codes were wrong: the time from which the next one is heard.</param>
internal readonly record struct CodeOutcome(bool IsRight, DateTimeOffset? LockedUntil = null);

/// <summary>Compares a code with the person's authenticator app.</summary>
internal sealed class TotpCheck(UserStore accounts, Guesses guesses, IEventLog events, TimeProvider clock)
{
    private const string Purpose = "totp";

    public async Task<CodeOutcome> CheckAsync(Account person, string code, Caller caller, CancellationToken ct)
    {
        var target = person.Id.ToByteArray();
        if (await guesses.ReserveAsync(Purpose, target, person, ct) is { } until)
        {
            events.Record(caller.Event("signin.locked", person.Id));
            return new CodeOutcome(false, until);
        }

        var now = clock.GetUtcNow();

        // RFC 6238 §5.2: "The verifier MUST NOT accept the second attempt of the OTP". The statement decides between simultaneous ones.
        if (person.Totp is { } app && Totp.Match(app.Secret, code, now) is { } step
            && await accounts.TryUseTotpStepAsync(app.Id, step, now, CancellationToken.None))
        {
            await guesses.GiveBackAsync(Purpose, target);
            return new CodeOutcome(true);
        }
        events.Record(caller.Event("signin.code_failed", person.Id));
        return new CodeOutcome(false);
    }
}
