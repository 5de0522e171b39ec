using System.Security.Cryptography;
using System.Text;
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

    /// <param name="device">The hash of the browser's device cookie; null where it has none.</param>
    public async Task<PasswordOutcome> CheckAsync(string identifier, string password, byte[]? device, Caller caller, CancellationToken ct)
    {
        var account = await accounts.FindByIdentifierAsync(identifier, ct);

        // Asked for accounts that do not exist, too, so that both cost the same.
        var known = device is null ? null : await devices.FindAsync(account?.Id ?? Guid.Empty, device, ct);
        var target = account is null ? OfNobody(identifier) : Guesses.TargetOf(account, known);
        return await CompareAsync(account is { Active: true } ? account : null, target, password, caller, ct);
    }

    /// <summary>The password of somebody who is known already: it is asked for again before it is changed.</summary>
    public Task<PasswordOutcome> CheckAsync(Account account, string password, Caller caller, CancellationToken ct) =>
        CompareAsync(account, account.Id.ToByteArray(), password, caller, ct);

    private async Task<PasswordOutcome> CompareAsync(Account? account, byte[] target, string password, Caller caller, CancellationToken ct)
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
        if (await guesses.ReserveAsync(Purpose, target, account, ct) is { } until)
        {
            Locked(log, account?.Id, until);
            events.Record(caller.Event("signin.locked", account?.Id));
            return new PasswordOutcome.Locked(until);
        }

        var match = await turn.VerifyAsync(account?.Password?.SecretText(), password);
        if (match == PasswordMatch.Wrong || account is null)
        {
            events.Record(caller.Event("signin.failed", account?.Id));
            await addresses.FailedAsync(caller);

            // Asked for unknown names, too.
            if (await guesses.FindLockAsync(Purpose, target, CancellationToken.None) is { } lockedUntil && account is not null)
                await notice.SendAsync(account, target, lockedUntil, caller);
            return new PasswordOutcome.Wrong();
        }

        await guesses.GiveBackAsync(Purpose, target);
        if (match == PasswordMatch.RightButWeak && account.Password is { } weak)
            await accounts.TryRehashPasswordAsync(weak, await turn.HashAsync(password), CancellationToken.None);
        return new PasswordOutcome.Right(account);
    }

    // Guesses at a name that nobody has are counted and locked like any others.
    private static byte[] OfNobody(string identifier) => SHA256.HashData(Encoding.UTF8.GetBytes(Identifiers.Normalize(identifier) ?? identifier));

    [LoggerMessage(3101, LogLevel.Warning, "Passwords for account {UserId} are not heard until {Until}: too many were wrong.")]
    private static partial void Locked(ILogger log, Guid? userId, DateTimeOffset until);

    [LoggerMessage(3103, LogLevel.Warning, "Passwords from an address are not heard until {Until}: too many were wrong.")]
    private static partial void AddressLocked(ILogger log, DateTimeOffset until);

    [LoggerMessage(3102, LogLevel.Warning, "A sign-in was told to come again: more passwords wait to be compared than the machine can hash.")]
    private static partial void NoTurn(ILogger log);
}
