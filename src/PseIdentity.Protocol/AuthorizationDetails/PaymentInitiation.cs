using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>A payment to approve (RFC 9396 §2): how much, to whom, for what. Amount and creditor have to be there, or nobody could know what is approved.</summary>
public sealed partial record PaymentInitiation : IAuthorizationDetail
{
    public const string Name = "payment_initiation";

    /// <summary>What may be done with the payment.</summary>
    public static IReadOnlyList<string> KnownActions { get; } = ["initiate", "status", "cancel"];

    public required string Type { get; init; }

    // §2.2
    public IReadOnlyList<string>? Locations { get; init; }
    public IReadOnlyList<string>? Actions { get; init; }
    public IReadOnlyList<string>? Datatypes { get; init; }

    public required InstructedAmount InstructedAmount { get; init; }

    [MaxLength(VisibleText.LongestName)]
    public required string CreditorName { get; init; }

    public required CreditorAccount CreditorAccount { get; init; }

    [MaxLength(VisibleText.LongestRemark)]
    public string? RemittanceInformationUnstructured { get; init; }

    public BrokenDetail? FindMistake() =>
        InstructedAmount.FindMistake()
        ?? VisibleText.FindMistake("creditorName", CreditorName, VisibleText.LongestName)
        ?? CreditorAccount.FindMistake()
        ?? VisibleText.FindMistake("remittanceInformationUnstructured", RemittanceInformationUnstructured, VisibleText.LongestRemark)
        ?? CommonFields.FindMistake(Locations, Actions, KnownActions, Datatypes);

    // Everything that the tokens will say is shown: what a person does not see they do not approve.
    public DetailDescription Describe() => new(Name, InstructedAmount.Describe(),
    [
        new("creditor", CreditorName),
        new("account", CreditorAccount.Describe()),
        .. Fact("bank", CreditorAccount.Bic),
        .. Fact("remittance", RemittanceInformationUnstructured),
        .. Fact("actions", Words(Actions)),
        .. Fact("datatypes", Words(Datatypes)),
        .. Fact("locations", Words(Locations)),
    ]);

    private static IEnumerable<DescribedFact> Fact(string name, string? value) => value is null ? [] : [new DescribedFact(name, value)];

    private static string? Words(IReadOnlyList<string>? words) => words is { Count: > 0 } ? string.Join(", ", words) : null;
}

/// <summary>An amount of money: text, so that no cent is lost on the way.</summary>
public sealed partial record InstructedAmount
{
    [RegularExpression("^[A-Z]{3}$")]
    public required string Currency { get; init; }

    [RegularExpression(@"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$")]
    public required string Amount { get; init; }

    internal BrokenDetail? FindMistake()
    {
        if (Currencies.FractionDigitsOf(Currency) is not { } digits)
            return new("instructedAmount.currency", "The currency is a code of ISO 4217.");
        if (!IsSpelled().IsMatch(Amount) || !Amount.AsSpan().ContainsAnyInRange('1', '9'))
            return new("instructedAmount.amount", "The amount is a decimal number above zero, such as 123.50, written as a string.");
        var point = Amount.IndexOf('.', StringComparison.Ordinal);
        return point >= 0 && Amount.Length - point - 1 > digits
            ? new("instructedAmount.amount", "The amount has more decimals than its currency.")
            : null;
    }

    // All decimals of the currency, so that 12.5 is not taken for something else.
    internal Money Describe()
    {
        var digits = Currencies.FractionDigitsOf(Currency) ?? 0;
        var point = Amount.IndexOf('.', StringComparison.Ordinal);
        return new Money(digits == 0 ? Amount : point < 0 ? Amount + "." + new string('0', digits) : Amount.PadRight(point + 1 + digits, '0'), Currency);
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?\z")]
    private static partial Regex IsSpelled();
}

/// <summary>Where the money goes: an IBAN (ISO 13616), or a national account number.</summary>
public sealed record CreditorAccount
{
    [MaxLength(34)]
    public string? Iban { get; init; }

    [MaxLength(30)]
    public string? Bban { get; init; }

    /// <summary>ISO 9362, for accounts whose number does not name the bank.</summary>
    [RegularExpression("^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")]
    public string? Bic { get; init; }

    internal BrokenDetail? FindMistake()
    {
        if (Iban is null == Bban is null)
            return new("creditorAccount", "An account has either an iban or a bban.");
        if (Iban is { } iban && !AccountNumber.IsIban(iban))
            return new("creditorAccount.iban", "The IBAN is mistyped: without spaces, in capital letters, its check digits must be right.");
        if (Bban is { } bban && !AccountNumber.IsBban(bban))
            return new("creditorAccount.bban", "An account number has 1 to 30 letters and digits.");
        return Bic is null || AccountNumber.IsBic(Bic) ? null : new("creditorAccount.bic", "A BIC has 8 or 11 capital letters and digits.");
    }

    internal string Describe() => Iban is not null ? AccountNumber.Grouped(Iban) : Bban ?? "";
}
