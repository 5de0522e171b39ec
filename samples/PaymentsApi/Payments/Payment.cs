using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;

namespace PaymentsApi.Payments;

/// <summary>An amount as payment initiation writes it (RFC 9396 §2): the number is text, so that no cent is lost on the way.</summary>
internal sealed record InstructedAmount(string? Currency, [property: JsonPropertyName("amount")] string? Value)
{
    public bool IsValid() =>
        Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper)
        && decimal.TryParse(Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && value is > 0 and < 1_000_000 && decimal.Round(value, 2) == value;
}

/// <summary>What is asked for.</summary>
internal sealed record PaymentRequest(string? CreditorName, InstructedAmount? InstructedAmount, string? RemittanceInformation)
{
    /// <summary>What is wrong with it, or null.</summary>
    public string? Mistake() =>
        CreditorName is not { Length: > 0 and <= 70 } ? "creditor_name: 1 to 70 characters are needed"
        : InstructedAmount?.IsValid() != true ? "instructed_amount: a currency like EUR and an amount like 84.20 are needed"
        : RemittanceInformation is { Length: > 140 } ? "remittance_information: at most 140 characters"
        : null;
}

/// <summary>What was accepted, and through which application.</summary>
internal sealed record Payment(
    string PaymentId, string Status, string CreditorName, InstructedAmount InstructedAmount, string? RemittanceInformation,
    string RequestedBy, DateTimeOffset AcceptedAt);

/// <summary>The payments of each person, in memory: no money moves.</summary>
internal sealed class PaymentBook
{
    private const int MostPerPerson = 100;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Payment>> bySubject = new(StringComparer.Ordinal);

    public IReadOnlyList<Payment> Of(string subject) => bySubject.TryGetValue(subject, out var payments) ? [.. payments.Reverse()] : [];

    public void Add(string subject, Payment payment)
    {
        var payments = bySubject.GetOrAdd(subject, _ => new());
        payments.Enqueue(payment);
        while (payments.Count > MostPerPerson)
            payments.TryDequeue(out _);
    }
}
