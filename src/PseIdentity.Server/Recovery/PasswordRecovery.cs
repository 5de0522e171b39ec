using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>What became of a new password in place of a forgotten one.</summary>
internal abstract record RecoveredPassword
{
    private RecoveredPassword() { }

    public sealed record Done : RecoveredPassword;

    /// <summary>The link was used, or the account has changed, while the password was typed.</summary>
    public sealed record TooLate : RecoveredPassword;

    public sealed record Unfit(IReadOnlyList<PasswordFault> Faults) : RecoveredPassword;

    public sealed record Busy : RecoveredPassword;
}

/// <summary>Sets a new password by a link: everybody is signed out, locks end, and the owner hears of it everywhere.</summary>
internal sealed class PasswordRecovery(RecoveryLinks links, RecoveryFactors factors, PasswordChoice choice, FormerPasswords former, UserRegistry registry, AccountUnlock locks, OwnerNotice notice, OutboxSignal outbox)
{
    public async Task<RecoveredPassword> SetAsync(RecoveryLink link, string password, Caller caller, CancellationToken ct)
    {
        // A password that is not good enough costs no link; it is judged as what it will be, without what falls with the old one.
        switch (await choice.JudgeAsync(factors.Trusted(link.Person), password, caller, ct))
        {
            case ChosenPassword.Unfit unfit:
                return new RecoveredPassword.Unfit(unfit.Faults);
            case ChosenPassword.Fit fit:
                return await SetAsync(link, fit, caller) ? new RecoveredPassword.Done() : new RecoveredPassword.TooLate();
            default:
                return new RecoveredPassword.Busy();
        }
    }

    // Once the link is used up nothing stops it: no cancellation from here.
    private async Task<bool> SetAsync(RecoveryLink link, ChosenPassword.Fit chosen, Caller caller)
    {
        // Nothing is said to a number that may be the thief's.
        var person = factors.Trusted(link.Person);
        if (!await links.TryUseAsync(link) || await registry.RecoverPasswordAsync(person.Id, person.Stamp, chosen.Hash, factors.DoubtedFrom, fallen => Records(person, fallen, caller), CancellationToken.None) is null)
            return false;
        outbox.Wake();
        await former.ForgetOldAsync(person.Id, CancellationToken.None);
        await locks.EndAsync(person, CancellationToken.None);
        return true;
    }

    private IEnumerable<ChangeRecord> Records(Account person, IReadOnlyList<string> fallen, Caller caller)
    {
        yield return new ChangeRecord(caller.Event("password.recovered", person.Id), notice.Messages(person, "PasswordRecovered", caller));
        if (fallen.Count > 0)
            yield return new ChangeRecord(caller.Event("factor.reset", person.Id, data: new Dictionary<string, string> { ["by"] = "recovery", ["kinds"] = string.Join(' ', fallen) }),
                notice.Messages(person, "FactorsReset", caller));
    }
}
