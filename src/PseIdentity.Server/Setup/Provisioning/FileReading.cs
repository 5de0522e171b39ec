using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>One reading of one file: what it may refer to, and the mistakes found so far.</summary>
/// <param name="known">What may be referred to.</param>
/// <param name="folder">Where the file lies; secrets in files are found from there.</param>
/// <param name="rules">What clients may register.</param>
internal sealed class FileReading(KnownNames known, string folder, ClientMetadataRules rules)
{
    public KnownNames Known { get; } = known;

    public ClientMetadataRules Rules { get; } = rules;

    public string Folder => folder;

    public List<ProvisioningMistake> Mistakes { get; } = [];

    public void Mistake(string path, string sentence) => Mistakes.Add(new(path, sentence));

    /// <summary>The items of a section that have the right shape, each with its path; what is wrong with the others is noted.</summary>
    /// <param name="document">The whole file.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="key">The member that names an item; no two may have the same.</param>
    /// <param name="shape">Finds what is wrong with an item.</param>
    public List<(string Path, JsonElement Value)> Items(JsonElement document, string section, string key, Func<JsonElement, string, IEnumerable<ProvisioningMistake>> shape)
    {
        var items = new List<(string, JsonElement)>();
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(section, out var array) || array.ValueKind != JsonValueKind.Array)
            return items;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var value in array.EnumerateArray())
        {
            var path = JsonPath.Item(JsonPath.Member(JsonPath.Root, section), index++);
            var before = Mistakes.Count;
            Mistakes.AddRange(shape(value, path));
            if (Mistakes.Count != before)
                continue;
            if (!names.Add(value.GetProperty(key).GetString() ?? ""))
                Mistake(JsonPath.Member(path, key), "is there twice in this file.");
            else
                items.Add((path, value));
        }
        return items;
    }

    public static T Read<T>(JsonElement value, JsonTypeInfo<T> type) where T : class =>
        value.Deserialize(type) ?? throw new InvalidOperationException("An object was checked to be one.");

    /// <summary>True when the item is to be removed; every other word is a mistake.</summary>
    public bool IsAbsent(Provisioned item, string path)
    {
        if (item.State is not (null or "present" or "absent"))
            Mistake(JsonPath.Member(path, "state"), $"'{item.State}' is not known; use present or absent.");
        return item.IsAbsent;
    }

    /// <summary>The word, noted as a mistake where it is none of these.</summary>
    public string OneOf(string path, string member, string word, IReadOnlyList<string> known)
    {
        if (!known.Contains(word, StringComparer.Ordinal))
            Mistake(JsonPath.Member(path, member), $"'{word}' is not known; use {string.Join(", ", known.SkipLast(1))} or {known[^1]}.");
        return word;
    }

    public string? Secret(SecretValue? value, string path, string member)
    {
        if (value is null)
            return null;
        var (secret, problem) = value.Resolve(folder);
        if (problem is not null)
            Mistake(JsonPath.Member(path, member), problem);
        return secret;
    }
}
