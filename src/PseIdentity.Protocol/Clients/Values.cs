namespace PseIdentity.Protocol.Clients;

/// <summary>Holds values of metadata against a list of those that are known.</summary>
internal static class Values
{
    /// <summary>A member that may be absent.</summary>
    public static IEnumerable<BrokenRule> One(string member, string? value, IReadOnlyList<string> known) =>
        value is null || known.Contains(value, StringComparer.Ordinal) ? [] : [Unknown(member, value, known)];

    public static IEnumerable<BrokenRule> Each(string member, IReadOnlyList<string> values, IReadOnlyList<string> known)
    {
        for (var i = 0; i < values.Count; i++)
            if (!known.Contains(values[i], StringComparer.Ordinal))
                yield return Unknown($"{member}[{i}]", values[i], known);
    }

    public static BrokenRule Unknown(string member, string value, IReadOnlyList<string> known) =>
        new(member, "value.unknown", $"'{value}' is not supported; what is: {string.Join(", ", known)}.");
}
