using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Setup;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>A person closes the own account, for good.</summary>
internal sealed class AccountClosing(OwnerEdits edits, BrowserSessions sessions, SecurityNotice notice, OutboxSignal outbox)
{
    public async Task<ClosingOutcome> CloseAsync(HttpContext context, AccountVisit visit)
    {
        var caller = Caller.Of(context, clientId: null);
        var outcome = await edits.CloseAsync(visit.Person.Id, FirstAdministrator.Role,
            new ChangeRecord(caller.Event("account.closed", visit.Person.Id, visit.Session.Sid), notice.Messages(visit.Person, "AccountClosed", caller)), CancellationToken.None);
        if (outcome != ClosingOutcome.Closed)
            return outcome;
        outbox.Wake();
        await sessions.SignOutAsync(context, visit.Session);
        return outcome;
    }
}
