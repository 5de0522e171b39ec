using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Devices;

namespace PseIdentity.Server.Accounts;

/// <summary>A person looks after the browsers that the account knows: a forgotten one is trusted no more, and new when it comes back.</summary>
internal sealed class OwnDevices(DeviceStore store)
{
    /// <summary>Last used first.</summary>
    public ValueTask<IReadOnlyList<Device>> ListAsync(Guid userId, CancellationToken ct) => store.OfUserAsync(userId, ct);

    /// <summary>False when the person has no such device.</summary>
    public async Task<bool> ForgetAsync(AccountVisit visit, Guid id, Caller caller) =>
        await store.RemoveAsync(visit.Person.Id, id, caller.Event("device.forgotten", visit.Person.Id, visit.Session.Sid), CancellationToken.None);

    public async Task ForgetAllAsync(AccountVisit visit, Caller caller) =>
        await store.RemoveAllAsync(visit.Person.Id, caller.Event("device.all_forgotten", visit.Person.Id, visit.Session.Sid), CancellationToken.None);
}
