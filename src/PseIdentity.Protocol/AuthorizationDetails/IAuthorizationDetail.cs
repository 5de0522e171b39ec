namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>One authorization detail (RFC 9396 §2): a record of a known type, read strictly. A new type is such a record and a line in <see cref="AuthorizationDetailsTypes"/>.</summary>
public interface IAuthorizationDetail
{
    /// <summary>§2: "The value of the type field determines the allowable contents".</summary>
    string Type { get; }

    /// <summary>§2.2: the resource servers that it is for; null where it does not say.</summary>
    IReadOnlyList<string>? Locations { get; }

    /// <summary>The first rule that is broken beyond names and JSON types, or null.</summary>
    BrokenDetail? FindMistake();

    /// <summary>What a person has to see before approving it.</summary>
    DetailDescription Describe();
}

/// <param name="Path">Where, from the detail on, such as <c>instructedAmount.amount</c>.</param>
/// <param name="Sentence">What would be right; ASCII without quotes.</param>
public sealed record BrokenDetail(string Path, string Sentence);

/// <summary>A detail for people, without a language: pages put words to the names.</summary>
/// <param name="Type">The detail's type.</param>
/// <param name="Amount">The money that it moves, if any.</param>
/// <param name="Facts">What else matters, in the order in which it is shown.</param>
public sealed record DetailDescription(string Type, Money? Amount, IReadOnlyList<DescribedFact> Facts);

/// <param name="Amount">Decimal digits with a point; never a floating-point number.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Money(string Amount, string Currency);

/// <param name="Name">A key for the page's words, such as <c>creditor</c>.</param>
public sealed record DescribedFact(string Name, string Value);
