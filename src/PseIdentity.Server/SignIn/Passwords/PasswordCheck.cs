using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>What became of a user name and a password.</summary>
internal abstract record PasswordOutcome
{
    private PasswordOutcome() { }

    public sealed record Right(Account Account) : PasswordOutcome;

    /// <summary>No such account, or not its password; which of them is not said.</summary>
    public sealed record Wrong : PasswordOutcome;

    /// <summary>Too many wrong guesses: not even the right password is heard before this time.</summary>
    public sealed record Locked(DateTimeOffset Until) : PasswordOutcome;

    /// <summary>Too many wrong guesses, at whatever accounts, came from this address or network.</summary>
    public sealed record TooManyHere(DateTimeOffset Until) : PasswordOutcome;

    /// <summary>More people sign in than the machine can hash passwords for.</summary>
    public sealed record Busy : PasswordOutcome;
}

/// <summary>Compares a user name and a password. Unknown accounts take the same steps, statements and time as known ones.</summary>
internal sealed partial class PasswordCheck(
    UserStore accounts, KnownDevices devices, Guesses guesses, AddressGuesses addresses, LockNotice notice, PasswordHashing hashing, IEventLog events, ILogger<PasswordCheck> log)
{
    private const string Purpose = "password";

    /// <summary>
    /// The password of whoever has this name. A stranger learns nothing of the account but that this was its password: what the answer says otherwise
    /// follows from the name as it was typed and from the address. On a device on which the owner is known the count is the device's own.
    /// </summary>
    public async Task<PasswordOutcome> CheckAsync(string identifier, string password, Caller caller, CancellationToken ct)
    {
        var account = await accounts.FindByIdentifierAsync(identifier, ct);

        // Asked for accounts that do not exist, too, so that both cost the same.
        var known = caller.Device is { } cookie ? await devices.FindAsync(account?.Id ?? Guid.Empty, cookie, ct) : null;
        var name = Guesses.NameTarget(identifier);
        var target = account is null ? name : Guesses.TargetOf(account, known);
        return await CompareAsync(account is { Active: true } ? account : null, known is null ? name : null, target, password, caller, ct);
    }

    /// <summary>The password of somebody who is known already: it is asked for again before it is changed.</summary>
    public async Task<PasswordOutcome> CheckAsync(Account account, string password, Caller caller, CancellationToken ct)
    {
        var known = caller.Device is { } cookie ? await devices.FindAsync(account.Id, cookie, ct) : null;
        return await CompareAsync(account, null, Guesses.TargetOf(account, known), password, caller, ct);
    }

    /// <param name="name">What a stranger typed; null where it is known whose guess it is, who is told the truth about locks.</param>
    private async Task<PasswordOutcome> CompareAsync(Account? account, byte[]? name, byte[] target, string password, Caller caller, CancellationToken ct)
    {
        using var turn = await hashing.TakeTurnAsync(ct);
        if (turn is null)
        {
            NoTurn(log);
            return new PasswordOutcome.Busy();
        }

        if (await addresses.FindLockAsync(caller, ct) is { } elsewhere)
        {
            AddressLocked(log, elsewhere);
            return new PasswordOutcome.TooManyHere(elsewhere);
        }

        // The guess is taken before the compare: otherwise twenty parallel guesses would pass a limit of five.
        var (told, untold) = name is null
            ? (await guesses.ReserveAsync(Purpose, target, account, ct), null)
            : await guesses.ReserveAsync(Purpose, name, target, account, ct);
        if ((told ?? untold) is { } until)
        {
            Locked(log, account?.Id, until);
            events.Record(caller.Event("signin.locked", account?.Id));
        }
        if (told is { } shown)
            return new PasswordOutcome.Locked(shown);

        // A lock that is not told takes what a wrong guess takes, and hears no right one.
        var match = await turn.VerifyAsync(account?.Password?.SecretText(), password);
        if (match == PasswordMatch.Wrong || account is null || untold is not null)
        {
            await FailedAsync(account, target, wasLocked: untold is not null, caller);
            return new PasswordOutcome.Wrong();
        }

        await (name is null ? guesses.GiveBackAsync(Purpose, target) : guesses.GiveBackAsync(Purpose, name, target));
        if (match == PasswordMatch.RightButWeak && account.Password is { } weak)
            await accounts.TryRehashPasswordAsync(weak, await turn.HashAsync(password), CancellationToken.None);
        return new PasswordOutcome.Right(account);
    }

    private async Task FailedAsync(Account? account, byte[] target, bool wasLocked, Caller caller)
    {
        await addresses.FailedAsync(caller);
        if (wasLocked)
            return;
        events.Record(caller.Event("signin.failed", account?.Id));

        // Asked for unknown names, too, and their notice goes to nobody.
        if (await guesses.FindLockAsync(Purpose, target, CancellationToken.None) is { } until)
            await notice.BeginAsync(account, target, until, caller);
    }

    [LoggerMessage(3101, LogLevel.Warning, "Passwords for account {UserId} are not heard until {Until}: too many were wrong.")]
    private static partial void Locked(ILogger log, Guid? userId, DateTimeOffset until);

    [LoggerMessage(3103, LogLevel.Warning, "Passwords from an address are not heard until {Until}: too many were wrong.")]
    private static partial void AddressLocked(ILogger log, DateTimeOffset until);

    [LoggerMessage(3102, LogLevel.Warning, "A sign-in was told to come again: more passwords wait to be compared than the machine can hash.")]
    private static partial void NoTurn(ILogger log);
}
