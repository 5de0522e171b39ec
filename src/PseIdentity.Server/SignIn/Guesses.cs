using Microsoft.Extensions.Options;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>Limits guesses at passwords and codes, as the person's organisation asks or as the installation does.</summary>
internal sealed class Guesses(GuessStore store, OrganizationStore organizations, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Takes one guess before the secret is compared. Null: go on; otherwise the time from which a guess is heard again.</summary>
    /// <param name="purpose">Which secret.</param>
    /// <param name="target">The account's id, or the hash of a name that nobody has: both are counted alike.</param>
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

    /// <summary>The guess was right: it and the failures before it are forgotten.</summary>
    public ValueTask GiveBackAsync(string purpose, byte[] target) => store.GiveBackAsync(purpose, target);
}
