using PseIdentity.Protocol.Events;
using PseIdentity.Server.Accounts;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>What became of a wish for another password.</summary>
internal abstract record PasswordChangeOutcome
{
    private PasswordChangeOutcome() { }

    /// <param name="Account">As it is now.</param>
    public sealed record Changed(Account Account) : PasswordChangeOutcome;

    /// <summary>The new password breaks a rule.</summary>
    public sealed record Unfit(PasswordFault Fault) : PasswordChangeOutcome;

    /// <summary>The current password was not right, or was not heard.</summary>
    public sealed record Refused(PasswordOutcome Check) : PasswordChangeOutcome;
}

/// <summary>A person replaces the own password.</summary>
internal sealed class PasswordChange(PasswordCheck passwords, PasswordRules rules, PasswordHashing hashing, UserRegistry registry, UserStore accounts, IEventLog events)
{
    public async Task<PasswordChangeOutcome> ChangeAsync(Account person, string current, string chosen, Caller caller, CancellationToken ct)
    {
        if (rules.FaultOf(chosen, PersonName.SignInName(person), current) is { } fault)
            return new PasswordChangeOutcome.Unfit(fault);
        if (await passwords.CheckAsync(person, current, caller, ct) is var check and not PasswordOutcome.Right)
            return new PasswordChangeOutcome.Refused(check);

        var hash = await hashing.HashAsync(chosen, ct);
        if (!await registry.SetPasswordAsync(person.Id, hash, mustChange: false, CancellationToken.None)
            || await accounts.FindAsync(person.Id, CancellationToken.None) is not { } changed)
            return new PasswordChangeOutcome.Refused(new PasswordOutcome.Wrong());
        events.Record(caller.Event("password.changed", person.Id));
        return new PasswordChangeOutcome.Changed(changed);
    }
}
