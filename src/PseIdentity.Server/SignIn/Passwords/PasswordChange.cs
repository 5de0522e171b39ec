using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>What became of a wish for another password.</summary>
internal abstract record PasswordChangeOutcome
{
    private PasswordChangeOutcome() { }

    /// <param name="Account">As it is now.</param>
    public sealed record Changed(Account Account) : PasswordChangeOutcome;

    /// <summary>The new password breaks these rules.</summary>
    public sealed record Unfit(IReadOnlyList<PasswordFault> Faults) : PasswordChangeOutcome;

    /// <summary>The current password was not right, or was not heard.</summary>
    public sealed record Refused(PasswordOutcome Check) : PasswordChangeOutcome;
}

/// <summary>A person replaces the own password; the owner hears of it.</summary>
internal sealed class PasswordChange(PasswordCheck passwords, PasswordChoice choice, FormerPasswords former, UserRegistry registry, UserStore accounts, SecurityNotice notice, OutboxSignal outbox)
{
    public async Task<PasswordChangeOutcome> ChangeAsync(Account person, string current, string chosen, Caller caller, CancellationToken ct)
    {
        // A slip in the new password costs no guess at the current one.
        if (await choice.LookAtAsync(person, chosen, ct, current) is { Count: > 0 } faults)
            return new PasswordChangeOutcome.Unfit(faults);
        if (await passwords.CheckAsync(person, current, caller, ct) is var check and not PasswordOutcome.Right)
            return new PasswordChangeOutcome.Refused(check);

        switch (await choice.JudgeAsync(person, chosen, caller, ct))
        {
            case ChosenPassword.Unfit unfit:
                return new PasswordChangeOutcome.Unfit(unfit.Faults);
            case ChosenPassword.Fit fit when await registry.SetPasswordAsync(person.Id, fit.Hash, mustChange: false, CancellationToken.None,
                    new ChangeRecord(caller.Event("password.changed", person.Id), notice.Messages(person, "PasswordChanged", caller)))
                && await accounts.FindAsync(person.Id, CancellationToken.None) is { } changed:
                outbox.Wake();
                await former.ForgetOldAsync(person.Id, CancellationToken.None);
                return new PasswordChangeOutcome.Changed(changed);
            case ChosenPassword.Busy:
                return new PasswordChangeOutcome.Refused(new PasswordOutcome.Busy());
            default:
                return new PasswordChangeOutcome.Refused(new PasswordOutcome.Wrong());
        }
    }
}
