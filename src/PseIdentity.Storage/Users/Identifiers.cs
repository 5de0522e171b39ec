using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PseIdentity.Storage.Users;

/// <summary>The names that people sign in with, and when two of them are the same.</summary>
public static class Identifiers
{
    internal const string Username = "username";
    internal const string CustomerId = "customer_id";
    internal const string Email = "email";
    private const int Longest = 320;

    /// <summary>
    /// Compatibility composition (NFKC) and case folding; null for what can be nobody's name: empty, too long, not Unicode, control characters.
    /// </summary>
    public static string? Normalize(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed.Length > Longest || !IsName(trimmed))
            return null;
        // Upper then lower folds letters that only one of the two directions maps together, such as final sigma.
        var folded = trimmed.ToString().Normalize(NormalizationForm.FormKC)
            .ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC).Trim();
        return folded.Length is > 0 and <= Longest ? folded : null;
    }

    /// <summary>Every name of an account, as <see cref="Normalize"/> writes it.</summary>
    public static IEnumerable<string> NamesOf(Account account) => Of(account.Claims).Select(each => each.Value);

    internal static IEnumerable<(string Value, string Kind, bool Verified)> Of(JsonElement claims)
    {
        if (Text(claims, "preferred_username") is { } username)
            yield return (username, Username, true);
        if (Text(claims, "customer_id") is { } customerId)
            yield return (customerId, CustomerId, true);
        if (Text(claims, "email") is { } email)
            yield return (email, Email, claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind == JsonValueKind.True);
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text ? Normalize(text) : null;

    private static bool IsName(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned)
                return false;
            text = text[length..];
        }
        return true;
    }
}
