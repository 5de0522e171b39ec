using System.Text.Json;
using Microsoft.Playwright;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>Has axe-core look for what would keep people out: contrast, names, roles, order.</summary>
internal static class Axe
{
    // Style sheets are not loaded again: the pages' Content-Security-Policy need not allow it.
    private const string Run = "async () => (await axe.run(document, { preload: false, resultTypes: ['violations'] })).violations";

    private static readonly Lazy<string> Source = new(() => File.Exists(Repository.Axe)
        ? File.ReadAllText(Repository.Axe)
        : throw new FileNotFoundException("axe-core is not installed: tests/run does it, or npm ci in tests/PseIdentity.Browser.Tests.", Repository.Axe));

    /// <summary>Every rule that the page breaks, with the element and what is wrong with it.</summary>
    public static async Task<IReadOnlyList<string>> ComplaintsAsync(IPage page)
    {
        await page.EvaluateAsync(Source.Value);
        var violations = await page.EvaluateAsync<JsonElement>(Run);
        return [.. violations.EnumerateArray().SelectMany(Sentences)];
    }

    private static IEnumerable<string> Sentences(JsonElement violation) =>
        violation.GetProperty("nodes").EnumerateArray().Select(node =>
            $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}");
}
