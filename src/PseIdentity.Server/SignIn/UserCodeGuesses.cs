using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Guesses;

namespace PseIdentity.Server.SignIn;

/// <summary>
/// Limits guesses at the codes of other people's devices (RFC 8628 §5.1), for a person and for an address. A right code takes back only its own
/// guess: whoever guesses can have right codes of an own device at will.
/// </summary>
internal sealed class UserCodeGuesses(GuessStore store, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const string ByPerson = "user_code";
    private const string ByAddress = "user_code_address";

    /// <summary>People behind one address, such as an office, mistype independently of each other.</summary>
    private const int PeopleBehindAnAddress = 10;

    /// <summary>Takes one guess before the code is looked up. Null: go on; otherwise the time from which a guess is heard again.</summary>
    public async ValueTask<DateTimeOffset?> ReserveAsync(BrowserSession session, string? address)
    {
        var byPerson = await store.ReserveAsync(ByPerson, session.UserId.ToByteArray(), Limit(1), clock.GetUtcNow());
        if (!byPerson.Allowed)
            return byPerson.LockedUntil;
        return (await store.ReserveAsync(ByAddress, AddressHash.Of(address), Limit(PeopleBehindAnAddress), clock.GetUtcNow())).LockedUntil;
    }

    /// <summary>The code was one that waits.</summary>
    public async ValueTask TakeBackAsync(BrowserSession session, string? address)
    {
        await store.TakeBackAsync(ByPerson, session.UserId.ToByteArray());
        await store.TakeBackAsync(ByAddress, AddressHash.Of(address));
    }

    private GuessLimit Limit(int people) =>
        new(options.Value.LockoutFailures * people, TimeSpan.FromMinutes(options.Value.LockoutMinutes), options.Value.ForgetFailures);
}
