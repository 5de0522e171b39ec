using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>The fields that every type may have (RFC 9396 §2.2).</summary>
internal static class CommonFields
{
    private const int Most = 10;
    private const int LongestWord = 64;

    public static BrokenDetail? FindMistake(
        IReadOnlyList<string>? locations, IReadOnlyList<string>? actions, IReadOnlyList<string> knownActions, IReadOnlyList<string>? datatypes)
    {
        if (locations is not null && !(IsShort(locations) && locations.All(ScopeGrammar.IsResource)))
            return new("locations", "Locations are 1 to 10 absolute URIs without fragments, each once.");
        if (actions is not null && !(IsShort(actions) && actions.All(action => knownActions.Contains(action, StringComparer.Ordinal))))
            return new("actions", $"Actions are among {string.Join(", ", knownActions)}, each once.");
        return datatypes is not null && !(IsShort(datatypes) && datatypes.All(word => word.Length is > 0 and <= LongestWord && ScopeGrammar.IsName(word)))
            ? new("datatypes", "Datatypes are 1 to 10 words, each once.")
            : null;
    }

    private static bool IsShort(IReadOnlyList<string> values) =>
        values.Count is > 0 and <= Most && !values.Contains(null!) && values.Distinct(StringComparer.Ordinal).Count() == values.Count;
}
