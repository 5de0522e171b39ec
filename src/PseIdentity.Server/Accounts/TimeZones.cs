namespace PseIdentity.Server.Accounts;

/// <summary>The time zones that people choose from: the cities of the IANA database that this system knows.</summary>
internal static class TimeZones
{
    private static readonly string[] Areas = ["Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];

    public static IReadOnlyList<string> All { get; } = [.. TimeZoneInfo.GetSystemTimeZones(skipSorting: true).Select(zone => zone.Id)
        .Where(id => Areas.Any(area => id.StartsWith(area, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
}
