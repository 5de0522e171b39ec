using PseIdentity.Storage.Maintenance;

namespace PseIdentity.Server.Pages;

/// <summary>A window of maintenance as people are told of it.</summary>
internal sealed record MaintenanceCard(DateTimeOffset From, DateTimeOffset Until, string? Message)
{
    /// <summary>Null where there is nothing to say ahead.</summary>
    public static MaintenanceCard? OfAnnounced(MaintenanceWindow? window, DateTimeOffset now) => window?.IsAnnounced(now) == true ? Of(window) : null;

    public static MaintenanceCard Of(MaintenanceWindow window) => new(window.From, window.Until, window.Message);
}
