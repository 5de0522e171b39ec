using System.Collections.Concurrent;
using System.Text.Json;

namespace PseIdentity.Server.Tests.Protocol.Advertised;

/// <summary>The reviewed metadata (<c>discovery.json</c>), from which the tests of every advertised and every withheld value are made.</summary>
internal static class DiscoveryDocument
{
    public const string PlaceOfIssuer = "https://provider.example";

    public static string Reviewed { get; } = Read();

    public static JsonElement Json { get; } = JsonDocument.Parse(Reviewed).RootElement;

    private static readonly ConcurrentDictionary<string, bool> Asked = new(StringComparer.Ordinal);

    /// <summary>The lists from which cases were made so far.</summary>
    public static IEnumerable<string> WithCases => Asked.Keys;

    public static IReadOnlyList<string> Of(string member)
    {
        Asked[member] = true;
        return [.. Json.GetProperty(member).EnumerateArray().Select(v => v.GetString()!)];
    }

    public static IEnumerable<string> NotOf(string member, params IEnumerable<string> standard) => standard.Except(Of(member));

    private static string Read()
    {
        using var stream = typeof(DiscoveryDocument).Assembly.GetManifestResourceStream("discovery.json") ?? throw new InvalidOperationException("discovery.json is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
