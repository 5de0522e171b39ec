using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>
/// Compares JSON with the types that it will be read into and names every difference by its path. The serialiser alone would stop at the first.
/// </summary>
internal static class JsonShape
{
    /// <param name="value">An object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="types">The types whose members it may have, together.</param>
    /// <param name="isFree">Which further members may hold any value.</param>
    public static IEnumerable<ProvisioningMistake> CheckObject(JsonElement value, string path, IReadOnlyList<JsonTypeInfo> types, Func<string, bool>? isFree = null)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            yield return new(path, "must be an object.");
            yield break;
        }

        var members = types.SelectMany(type => type.Properties).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in value.EnumerateObject())
        {
            var at = JsonPath.Member(path, given.Name);
            var member = members.Find(each => each.Name == given.Name);
            if (!seen.Add(given.Name))
                yield return new(at, "is there twice.");
            else if (member is null && isFree?.Invoke(given.Name) != true)
                yield return new(at, Unknown(given.Name, members));
            else if (given.Value.ValueKind == JsonValueKind.Null)
                yield return new(at, "is null; leave it out instead.");
            else if (member is not null)
                foreach (var mistake in Check(given.Value, at, member.Options.GetTypeInfo(member.PropertyType)))
                    yield return mistake;
        }
        foreach (var missing in members.Where(member => member.IsRequired && !seen.Contains(member.Name)))
            yield return new(JsonPath.Member(path, missing.Name), "is missing.");
    }

    private static IEnumerable<ProvisioningMistake> Check(JsonElement value, string path, JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => CheckObject(value, path, [type]),
        JsonTypeInfoKind.Enumerable => CheckItems(value, path, type),
        JsonTypeInfoKind.Dictionary => CheckEntries(value, path, type),
        _ => CheckLeaf(value, path, type),
    };

    private static IEnumerable<ProvisioningMistake> CheckItems(JsonElement value, string path, JsonTypeInfo type)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return [new(path, "must be an array.")];
        var item = ElementOf(type);
        return value.EnumerateArray().SelectMany((each, index) => Check(each, JsonPath.Item(path, index), item));
    }

    private static IEnumerable<ProvisioningMistake> CheckEntries(JsonElement value, string path, JsonTypeInfo type)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return [new(path, "must be an object.")];
        var item = ElementOf(type);
        return value.EnumerateObject().SelectMany(each => Check(each.Value, JsonPath.Member(path, each.Name), item));
    }

    private static IEnumerable<ProvisioningMistake> CheckLeaf(JsonElement value, string path, JsonTypeInfo type)
    {
        string? problem = null;
        try
        {
            if (value.ValueKind == JsonValueKind.Null || value.Deserialize(type) is null)
                problem = Expected(type.Type);
        }
        catch (JsonException)
        {
            problem = Expected(type.Type);
        }
        if (problem is not null)
            yield return new(path, problem);
    }

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) =>
        type.Options.GetTypeInfo(type.ElementType ?? throw new InvalidOperationException($"{type.Type} has no element type."));

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => "must be a string.",
            _ when type == typeof(bool) => "must be true or false.",
            _ when type == typeof(int) || type == typeof(long) => "must be a whole number.",
            _ when type == typeof(SecretValue) => SecretValue.Expected,
            _ => "has a value that cannot be read.",
        };
    }

    private static string Unknown(string name, List<JsonPropertyInfo> members)
    {
        var near = members.Select(member => (member.Name, Distance: Distance(member.Name, name))).Where(pair => pair.Distance <= 3).OrderBy(pair => pair.Distance).FirstOrDefault().Name;
        return near is null ? "is not known here." : $"is not known here; did you mean {near}?";
    }

    // How many letters must be added, removed or changed (Levenshtein).
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[b.Length];
    }
}
