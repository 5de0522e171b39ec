using System.Text.Json;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>What a file refers to and may not bring itself, however wrong it may be otherwise.</summary>
internal sealed record ReferredNames(IReadOnlyCollection<string> Organizations, IReadOnlyCollection<string> IdentityProviders)
{
    public static ReferredNames In(JsonElement document) => new(Of(document, "users", "organization"), Of(document, "organizations", "identity_provider"));

    private static HashSet<string> Of(JsonElement document, string section, string member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (document.ValueKind == JsonValueKind.Object && document.TryGetProperty(section, out var items) && items.ValueKind == JsonValueKind.Array)
            foreach (var item in items.EnumerateArray())
                if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(member, out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { } text)
                    names.Add(text);
        return names;
    }
}
