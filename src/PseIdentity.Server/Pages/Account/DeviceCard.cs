using PseIdentity.Server.Accounts;
using PseIdentity.Storage.Devices;

namespace PseIdentity.Server.Pages.Account;

/// <summary>How a browser that the account knows is shown to its owner.</summary>
/// <param name="TrustedUntil">Until when the second factor is not asked for there; null where it is.</param>
internal sealed record DeviceCard(Guid Id, string? Name, string? Address, string LastSeen, string? TrustedUntil, bool IsHere)
{
    public static DeviceCard Of(Device device, Guid? here, bool mayBeTrusted, PersonTime times, DateTimeOffset now) => new(
        device.Id, UserAgents.InWords(device.UserAgent), device.Address, times.WriteShort(device.LastSeenAt),
        mayBeTrusted && device.TrustedUntil is { } until && until > now ? times.WriteDay(until) : null, device.Id == here);
}
