using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>
/// "This wasn't me": the account is locked, every session and grant ends, and only recovery lets anybody in again.
/// It asks for no new sign-in: whoever could not prove themselves would be kept from closing the door.
/// </summary>
internal sealed class NotMe(ActivityStore activity, UserRegistry registry, BrowserSessions sessions, SecurityNotice notice, OutboxSignal outbox)
{
    /// <summary>False when the event is none of this person's.</summary>
    public async Task<bool> LockAsync(HttpContext context, AccountVisit visit, Guid eventId, CancellationToken ct)
    {
        if (await activity.FindAsync(visit.Person.Id, eventId, ct) is not { } doubtful)
            return false;
        var caller = Caller.Of(context, clientId: null);
        var happened = caller.Event("account.locked", visit.Person.Id, visit.Session.Sid,
            new Dictionary<string, string> { ["event"] = doubtful.Id.ToString(), ["name"] = doubtful.What.Name });
        if (await registry.LockAsync(visit.Person.Id, new ChangeRecord(happened, notice.Messages(visit.Person, "AccountLocked", caller)), CancellationToken.None))
            outbox.Wake();
        await sessions.SignOutAsync(context, visit.Session);
        return true;
    }
}
