using System.Globalization;

namespace PaymentsPortal.Payments;

internal sealed record Bill(string Payee, string Kind, string Reference, string Currency, decimal Value, int DueInDays)
{
    public string AmountOnTheWire => Value.ToString("0.00", CultureInfo.InvariantCulture);

    public string Amount => "€" + AmountOnTheWire;
}

internal sealed record Subscription(string Name, string Plan, string Amount, int RenewsInDays);

internal sealed record GovernmentService(string Name, string Office, string State, bool NeedsAction);

/// <summary>What a customer of the payment platform would see; the same for everybody.</summary>
internal static class DemoData
{
    public static readonly IReadOnlyList<Bill> Bills =
    [
        new("City Power & Light", "Electricity", "INV-20418", "EUR", 84.20m, 3),
        new("Northside Water", "Water", "W-77120", "EUR", 31.75m, 9),
        new("Fibre One", "Internet", "F1-009933", "EUR", 39.90m, 14),
        new("City treasury", "Property tax", "PT-2026-2", "EUR", 1240.00m, 20),
    ];

    public static readonly IReadOnlyList<Subscription> Subscriptions =
    [
        new("Transit pass", "Monthly, zones 1 to 3", "€49.00", 6),
        new("Evening Herald", "Digital", "€12.50", 11),
        new("Cloud backup", "200 GB", "€2.99", 21),
    ];

    public static readonly IReadOnlyList<GovernmentService> Services =
    [
        new("Property tax, second half", "City treasury", "Due in 20 days", true),
        new("Vehicle registration", "Road authority", "Valid for 7 months", false),
        new("Residence parking permit", "District office", "Renewed", false),
    ];
}
