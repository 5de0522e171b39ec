namespace PseIdentity.Storage.Sql;

/// <summary>Patterns of <c>LIKE … ESCAPE '\'</c>.</summary>
internal static class Pattern
{
    /// <summary>What holds this text, in lower case; everything where it is empty.</summary>
    public static string Holding(string? text) => "%" + (text ?? "").Trim().ToLowerInvariant()
        .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
