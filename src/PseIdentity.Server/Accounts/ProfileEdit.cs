using System.Text.Json.Nodes;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>What a person typed about themselves, by the claims' names; null where it was not asked for.</summary>
internal sealed record ProfileInput
{
    public string? Name { get; init; }

    public string? GivenName { get; init; }

    public string? FamilyName { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Locale { get; init; }

    public string? Zoneinfo { get; init; }
}

internal enum ProfileFault
{
    TooLong,
    PhoneNumber,
    Zoneinfo,
}

/// <summary>A person changes their names, telephone number, language and time zone. What an organisation's own provider says about its people stays as that says it.</summary>
internal sealed class ProfileEdit(OwnerEdits edits, OrganizationStore organizations, SecurityNotice notice, OutboxSignal outbox)
{
    private const int Longest = 200;

    /// <summary>Whether names and addresses come from the organisation that the person signs in with, and are changed there.</summary>
    public async ValueTask<Organization?> ManagedByAsync(Account person, CancellationToken ct) =>
        person.Organization is { } name && await organizations.FindAsync(name, ct) is { IdentityProvider: not null } organization ? organization : null;

    /// <summary>Null when it is saved, or was so already.</summary>
    public async Task<ProfileFault?> SaveAsync(Account person, ProfileInput input, Caller caller, CancellationToken ct)
    {
        var changes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (await ManagedByAsync(person, ct) is null)
        {
            Set("name", input.Name);
            Set("given_name", input.GivenName);
            Set("family_name", input.FamilyName);
            Set("phone_number", input.PhoneNumber is { } typed ? PhoneNumbers.Tidy(typed) : null);
        }
        if (input.Locale is { } locale && Languages.All.Contains(locale, StringComparer.Ordinal))
            changes["locale"] = KeepsRegion(person.Claim("locale"), locale);
        Set("zoneinfo", input.Zoneinfo);

        if (changes.Values.OfType<JsonValue>().Any(value => value.GetValue<string>() is { } text && (text.Length > Longest || text.Any(char.IsControl))))
            return ProfileFault.TooLong;
        if (changes.GetValueOrDefault("phone_number") is { } phone && !PhoneNumbers.IsNumber(phone.GetValue<string>()))
            return ProfileFault.PhoneNumber;
        if (changes.GetValueOrDefault("zoneinfo") is { } zone && !PersonTime.IsZone(zone.GetValue<string>()))
            return ProfileFault.Zoneinfo;

        var otherNumber = changes.TryGetValue("phone_number", out var number) && number?.GetValue<string>() != person.Claim("phone_number");
        if (otherNumber)
            changes["phone_number_verified"] = number is null ? null : false;
        await edits.ChangeClaimsAsync(person.Id, changes, otherNumber
            ? new ChangeRecord(caller.Event("phone.changed", person.Id), notice.Messages(person, "PhoneChanged", caller))
            : ChangeRecord.Of(caller.Event("profile.changed", person.Id)), ct);
        outbox.Wake();
        return null;

        void Set(string claim, string? typed)
        {
            if (typed is not null)
                changes[claim] = typed.Trim() is { Length: > 0 } value ? value : null;
        }
    }

    // en-GB stays en-GB where English is chosen.
    private static string KeepsRegion(string? before, string chosen) =>
        before is not null && before.StartsWith(chosen + "-", StringComparison.OrdinalIgnoreCase) ? before : chosen;
}
