using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Replays;
using PseIdentity.Server.Email;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>Tells the owner that an account is locked for a while: once for each lock, however many guesses brought it about.</summary>
internal sealed class LockNotice(SecurityNotice notice, IReplayStore replays, IEventLog events)
{
    private const string Purpose = "lock-notice";

    public async Task SendAsync(Account person, byte[] target, DateTimeOffset until, Caller caller)
    {
        var key = SHA256.HashData([.. target, .. Encoding.ASCII.GetBytes(until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))]);
        if (!await replays.TryUseAsync(Purpose, key, until, CancellationToken.None))
            return;
        events.Record(caller.Event("signin.lock_began", person.Id));
        await notice.SendAsync(person, "Locked", caller, CancellationToken.None);
    }
}
