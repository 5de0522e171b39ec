using System.Text.Json;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads a provisioning file: everything that is wrong is named by JSON path, before anything is applied.</summary>
internal static class ProvisioningFile
{
    /// <exception cref="ProvisioningException">The file cannot be read, or is no JSON.</exception>
    public static JsonDocument Open(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(path, [new(JsonPath.Root, $"the file cannot be read: {e.Message}")]);
        }

        return Parse(path, content);
    }

    /// <param name="path">The file.</param>
    /// <param name="document">What is in it.</param>
    /// <param name="stored">What is stored already, and may be referred to.</param>
    /// <param name="rules">What clients may register.</param>
    /// <exception cref="ProvisioningException">The file is wrong.</exception>
    public static DesiredState Read(string path, JsonDocument document, KnownNames stored, ClientMetadataRules rules)
    {
        var root = document.RootElement;
        var reading = new FileReading(stored.And(root), Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", rules);
        reading.Mistakes.AddRange(Sections(root));
        var desired = new DesiredState(
            ScopeSection.Read(root, reading),
            IdentityProviderSection.Read(root, reading),
            OrganizationSection.Read(root, reading),
            ClientSection.Read(root, reading),
            InitialAccessTokenSection.Read(root, reading),
            UserSection.Read(root, reading));
        return reading.Mistakes.Count == 0 ? desired : throw new ProvisioningException(path, reading.Mistakes);
    }

    private static JsonDocument Parse(string path, byte[] content)
    {
        try
        {
            return JsonDocument.Parse(content.AsMemory().TrimStart("\uFEFF"u8));
        }
        catch (JsonException wrong)
        {
            throw new ProvisioningException(path, [new(JsonPath.Root, $"line {wrong.LineNumber + 1}, position {wrong.BytePositionInLine + 1} is not JSON (RFC 8259).")]);
        }
    }

    // The sections themselves; their items are looked at one by one.
    private static List<ProvisioningMistake> Sections(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return [new(JsonPath.Root, "must be an object.")];
        var known = ProvisioningJson.Default.ProvisioningDocument.Properties.Select(member => member.Name).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return root.EnumerateObject().Where(section => section.Name != "$schema").Select(section =>
            !seen.Add(section.Name) ? new ProvisioningMistake(JsonPath.Member(JsonPath.Root, section.Name), "is there twice.")
            : !known.Contains(section.Name, StringComparer.Ordinal) ? new(JsonPath.Member(JsonPath.Root, section.Name), $"is not known here; what is: {string.Join(", ", known.Where(name => name != "$schema"))}.")
            : section.Value.ValueKind != JsonValueKind.Array ? new(JsonPath.Member(JsonPath.Root, section.Name), "must be an array.")
            : null).OfType<ProvisioningMistake>().ToList();
    }
}
