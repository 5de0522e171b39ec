using System.Globalization;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>Times as a person reads them: in the time zone of their <c>zoneinfo</c> (OpenID Connect Core §5.1), otherwise in UTC, and it always says which.</summary>
internal sealed class PersonTime
{
    private readonly TimeZoneInfo zone;

    private PersonTime(TimeZoneInfo zone) => this.zone = zone;

    /// <summary>The name of the time zone, such as <c>Europe/Paris</c>.</summary>
    public string Zone => zone.Id;

    public static PersonTime Of(Account person) =>
        new(person.Claim("zoneinfo") is { } name && IsZone(name) ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc);

    /// <summary>Whether this is a name of the IANA time zone database that the system knows.</summary>
    public static bool IsZone(string name) => name.Length <= 64 && (name == "UTC" || name.Contains('/', StringComparison.Ordinal)) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    /// <summary>Date, time and zone.</summary>
    public string Write(DateTimeOffset time) => $"{WriteShort(time)} {Zone}";

    /// <summary>Date and time, for a page that names the zone once.</summary>
    public string WriteShort(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).ToString(Languages.DayPattern + ", HH:mm", CultureInfo.CurrentCulture);

    public string WriteDay(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).ToString(Languages.DayPattern, CultureInfo.CurrentCulture);
}
