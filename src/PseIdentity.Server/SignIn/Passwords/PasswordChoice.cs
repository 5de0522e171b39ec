using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn.Passwords.Breached;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>What became of a password that somebody wants to have.</summary>
internal abstract record ChosenPassword
{
    private ChosenPassword() { }

    /// <param name="Hash">As it is stored.</param>
    public sealed record Fit(string Hash) : ChosenPassword;

    public sealed record Unfit(IReadOnlyList<PasswordFault> Faults) : ChosenPassword;

    /// <summary>More people sign in than the machine can hash passwords for.</summary>
    public sealed record Busy : ChosenPassword;
}

/// <summary>
/// Judges a new password, wherever it is chosen, and hashes it. What costs nothing comes first: a source of others is asked, and former passwords
/// are read and compared, only about a password that is good enough otherwise.
/// </summary>
internal sealed class PasswordChoice(PasswordRules rules, PersonalWords words, BreachedPasswords breached, FormerPasswords former, PasswordHashing hashing, IEventLog events)
{
    /// <summary>Everything that looking at it tells.</summary>
    /// <param name="current">The current password, where it was typed as well.</param>
    public async ValueTask<IReadOnlyList<PasswordFault>> LookAtAsync(Account person, string password, CancellationToken ct, string? current = null) =>
        rules.FaultsOf(password, await words.OfAsync(person, ct), SignInPolicies.HasSecondFactor(person), current);

    /// <summary>The same, then the costly questions; at the end the hash.</summary>
    public async Task<ChosenPassword> JudgeAsync(Account person, string password, Caller caller, CancellationToken ct)
    {
        if (await LookAtAsync(person, password, ct) is { Count: > 0 } faults)
            return new ChosenPassword.Unfit(faults);
        switch (await breached.LookUpAsync(password, ct))
        {
            case BreachOutcome.Found:
                events.Record(caller.Event("password.breached-refused", person.Id));
                return new ChosenPassword.Unfit([new(PasswordFaultKind.Breached)]);
            case BreachOutcome.Unknown:
                events.Record(caller.Event("password.breach-source-unavailable", person.Id));
                break;
        }

        using var turn = await hashing.TakeTurnAsync(ct);
        if (turn is null)
            return new ChosenPassword.Busy();
        if (await former.FindAsync(turn, person, password, ct) is { } fault)
            return new ChosenPassword.Unfit([fault]);
        return new ChosenPassword.Fit(await turn.HashAsync(password));
    }
}
