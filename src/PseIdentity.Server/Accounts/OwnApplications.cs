using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Consents;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>A person takes back what an application may see or do.</summary>
internal sealed class OwnApplications(ConnectedClients connected, ActivityStore activity, OutboxSignal outbox)
{
    /// <summary>False when the person has nothing to do with this application.</summary>
    public async Task<bool> DisconnectAsync(Account person, string clientId, Caller caller, CancellationToken ct)
    {
        if (!await connected.DisconnectAsync(person.Id, clientId, ct))
            return false;
        outbox.Wake();
        await activity.RecordAsync(caller.Event("application.disconnected", person.Id));
        return true;
    }
}
