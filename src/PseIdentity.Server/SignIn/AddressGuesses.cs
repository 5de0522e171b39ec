using Microsoft.Extensions.Options;
using PseIdentity.Storage.Guesses;

namespace PseIdentity.Server.SignIn;

/// <summary>
/// Limits wrong guesses that come from one address, and from one network, at whatever accounts: one password tried on many names
/// never locks any of them. Only failures are written down; how many guesses are compared at a time is bounded by the hashing threads.
/// </summary>
internal sealed class AddressGuesses(GuessStore store, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const string ByAddress = "address";
    private const string ByNetwork = "network";

    /// <summary>Until when nothing from there is heard; null where it is.</summary>
    public async ValueTask<DateTimeOffset?> FindLockAsync(Caller caller, CancellationToken ct)
    {
        if (KeysOf(caller.Address) is not var (address, network))
            return null;
        var now = clock.GetUtcNow();
        return await store.FindLockAsync(ByAddress, address, now, ct) ?? await store.FindLockAsync(ByNetwork, network, now, ct);
    }

    /// <summary>A guess from there was wrong.</summary>
    public async ValueTask FailedAsync(Caller caller)
    {
        if (KeysOf(caller.Address) is not var (address, network))
            return;
        var now = clock.GetUtcNow();
        await store.ReserveAsync(ByAddress, address, Limit(options.Value.AddressFailures), now);
        await store.ReserveAsync(ByNetwork, network, Limit(options.Value.NetworkFailures), now);
    }

    private GuessLimit Limit(int failures) => new(failures, TimeSpan.FromMinutes(options.Value.LockoutMinutes), options.Value.ForgetFailures);

    private static (byte[] Address, byte[] Network)? KeysOf(string? address) => address is null ? null : (AddressHash.Of(address), AddressHash.OfNetwork(address));
}
