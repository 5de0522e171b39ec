using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>Ends the locks that wrong guesses brought about.</summary>
internal sealed class AccountUnlock(RecoveryLinks links, Guesses guesses, DeviceStore devices, OwnerNotice notice, IEventLog events)
{
    /// <summary>By the owner. False when the link was used meanwhile.</summary>
    public async Task<bool> UnlockAsync(RecoveryLink link, Caller caller)
    {
        if (!await links.TryUseAsync(link))
            return false;
        await EndAsync(link.Person, CancellationToken.None);
        events.Record(caller.Event("account.unlocked", link.Person.Id, data: new Dictionary<string, string> { ["by"] = "owner" }));
        await notice.SendAsync(link.Person, "Unlocked", caller);
        return true;
    }

    /// <summary>The account is heard again, on every device.</summary>
    public async Task EndAsync(Account person, CancellationToken ct) => await guesses.ForgetAsync(person, await devices.OfUserAsync(person.Id, ct), ct);
}
