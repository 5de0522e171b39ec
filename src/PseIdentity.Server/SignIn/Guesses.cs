using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>Limits guesses at passwords and codes, as the person's organisation asks or as the installation does.</summary>
internal sealed class Guesses(GuessStore store, OrganizationStore organizations, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const string ByName = "name";

    /// <summary>Takes one guess before the secret is compared. Null: go on; otherwise the time from which a guess is heard again.</summary>
    /// <param name="purpose">Which secret.</param>
    /// <param name="target">See <see cref="TargetOf"/>.</param>
    /// <param name="account">Whose policy holds.</param>
    public async ValueTask<DateTimeOffset?> ReserveAsync(string purpose, byte[] target, Account? account, CancellationToken ct) =>
        (await store.ReserveAsync(purpose, target, await LimitOfAsync(account, ct), clock.GetUtcNow())).LockedUntil;

    /// <summary>
    /// Takes one guess of a stranger who types a name. What the name may bear is the same for every name, and may be told; what its account may bear is
    /// the account's, and nobody's business: a lock of the account is not to be told from a wrong guess.
    /// </summary>
    /// <param name="purpose">Which secret.</param>
    /// <param name="name">See <see cref="NameTarget"/>.</param>
    /// <param name="target">See <see cref="TargetOf"/>; the name once more where nobody has it: both cost the same.</param>
    /// <param name="account">Whose policy holds for the account.</param>
    public async ValueTask<(DateTimeOffset? NameLocked, DateTimeOffset? AccountLocked)> ReserveAsync(string purpose, byte[] name, byte[] target, Account? account, CancellationToken ct)
    {
        var (typed, meant) = await store.ReserveAsync(
            new GuessTarget(OfNames(purpose), name, Limit(null)), new GuessTarget(purpose, target, await LimitOfAsync(account, ct)), clock.GetUtcNow());
        return typed.Allowed ? (null, meant.LockedUntil) : (typed.LockedUntil, null);
    }

    /// <summary>
    /// What guesses are counted for: the account, or the account on a device on which its owner is known. Strangers then lock each other out, and not the owner.
    /// </summary>
    public static byte[] TargetOf(Account account, Device? device) =>
        device is null ? account.Id.ToByteArray() : SHA256.HashData([.. account.Id.ToByteArray(), .. device.Id.ToByteArray()]);

    /// <summary>What guesses of strangers are counted for beside the account: the name as it was typed, whether or not anybody has it.</summary>
    public static byte[] NameTarget(string typed) => SHA256.HashData(Encoding.UTF8.GetBytes(Identifiers.Normalize(typed) ?? typed));

    /// <summary>Until when the target is locked; null where it is not.</summary>
    public ValueTask<DateTimeOffset?> FindLockAsync(string purpose, byte[] target, CancellationToken ct) => store.FindLockAsync(purpose, target, clock.GetUtcNow(), ct);

    /// <summary>The owner or the help desk ends every lock of the account, and of its names: these first, as guesses take them, so that none waits for the other.</summary>
    public ValueTask ForgetAsync(Account account, IEnumerable<Device> devices, CancellationToken ct) =>
        store.ForgetAsync([.. Identifiers.NamesOf(account).Select(NameTarget), TargetOf(account, null), .. devices.Select(device => TargetOf(account, device))], ct);

    /// <summary>The guess was right: it and the failures before it are forgotten.</summary>
    public ValueTask GiveBackAsync(string purpose, byte[] target) => store.GiveBackAsync(purpose, target);

    /// <summary>The same where a name was typed.</summary>
    public ValueTask GiveBackAsync(string purpose, byte[] name, byte[] target) => store.GiveBackAsync((OfNames(purpose), name), (purpose, target));

    private async ValueTask<GuessLimit> LimitOfAsync(Account? account, CancellationToken ct) =>
        Limit(account?.Organization is { } organization ? (await organizations.FindAsync(organization, ct))?.Policy : null);

    private GuessLimit Limit(OrganizationPolicy? policy) => new(
        policy?.LockoutFailures ?? options.Value.LockoutFailures,
        TimeSpan.FromMinutes(policy?.LockoutMinutes ?? options.Value.LockoutMinutes),
        options.Value.ForgetFailures);

    private static string OfNames(string purpose) => purpose + "-" + ByName;
}
