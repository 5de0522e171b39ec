using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>Limits guesses at passwords and codes, as the person's organisation asks or as the installation does.</summary>
internal sealed class Guesses(GuessStore store, OrganizationStore organizations, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Takes one guess before the secret is compared. Null: go on; otherwise the time from which a guess is heard again.</summary>
    /// <param name="purpose">Which secret.</param>
    /// <param name="target">See <see cref="TargetOf"/>; or the hash of a name that nobody has: all are counted alike.</param>
    /// <param name="account">Whose policy holds.</param>
    public async ValueTask<DateTimeOffset?> ReserveAsync(string purpose, byte[] target, Account? account, CancellationToken ct)
    {
        var policy = account?.Organization is { } name ? (await organizations.FindAsync(name, ct))?.Policy : null;
        var limit = new GuessLimit(
            policy?.LockoutFailures ?? options.Value.LockoutFailures,
            TimeSpan.FromMinutes(policy?.LockoutMinutes ?? options.Value.LockoutMinutes),
            options.Value.ForgetFailures);
        return (await store.ReserveAsync(purpose, target, limit, clock.GetUtcNow())).LockedUntil;
    }

    /// <summary>
    /// What guesses are counted for: the account, or the account on a device on which its owner is known. Strangers then lock each other out, and not the owner.
    /// </summary>
    public static byte[] TargetOf(Account account, Device? device) =>
        device is null ? account.Id.ToByteArray() : SHA256.HashData([.. account.Id.ToByteArray(), .. device.Id.ToByteArray()]);

    /// <summary>Until when the target is locked; null where it is not.</summary>
    public ValueTask<DateTimeOffset?> FindLockAsync(string purpose, byte[] target, CancellationToken ct) => store.FindLockAsync(purpose, target, clock.GetUtcNow(), ct);

    /// <summary>The owner or the help desk ends every lock of the account.</summary>
    public ValueTask ForgetAsync(Account account, IEnumerable<Device> devices, CancellationToken ct) =>
        store.ForgetAsync([TargetOf(account, null), .. devices.Select(device => TargetOf(account, device))], ct);

    /// <summary>The guess was right: it and the failures before it are forgotten.</summary>
    public ValueTask GiveBackAsync(string purpose, byte[] target) => store.GiveBackAsync(purpose, target);
}
