using System.Globalization;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages;

/// <summary>How an authorization detail is put to a person (RFC 9396 §2): its type and the names of its facts in the person's language, its values as they are.</summary>
internal sealed record DetailCard(string Title, string? Amount, IReadOnlyList<DetailLine> Lines)
{
    public static DetailCard Of(DetailDescription detail, IStringLocalizer<Text> text) => new(
        text["Detail." + detail.Type],
        detail.Amount is { } money ? AmountOf(money) : null,
        [.. detail.Facts.Select(fact => new DetailLine(fact.Name, text[$"Detail.{detail.Type}.{fact.Name}"], fact.Value))]);

    // A decimal holds every digit; the separators are those of the person's language.
    private static string AmountOf(Money money)
    {
        var point = money.Amount.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : money.Amount.Length - point - 1;
        var number = decimal.Parse(money.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return $"{number.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentUICulture.NumberFormat)}\u00a0{money.Currency}";
    }
}

/// <param name="Name">Without a language, for those who look at the page by program.</param>
internal sealed record DetailLine(string Name, string Label, string Value);
