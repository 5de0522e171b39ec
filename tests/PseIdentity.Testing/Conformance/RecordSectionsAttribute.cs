using System.Text.Json;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace PseIdentity.Testing.Conformance;

/// <summary>
/// Writes down which section of which specification each test shows, and whether it passed: a category such as <c>RFC 7636 §4.6</c> is a section.
/// The page <c>deploy/CONFORMANCE.md</c> is made of it. Put on an assembly; writes nothing unless <c>PSE_TEST_SECTIONS</c> names a folder.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RecordSectionsAttribute : Attribute, ITestAction
{
    private static readonly Lock Gate = new();
    private static readonly string? Folder = Environment.GetEnvironmentVariable("PSE_TEST_SECTIONS");

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
    }

    public void AfterTest(ITest test)
    {
        if (Folder is null || SectionsOf(test) is not { Length: > 0 } sections || test.TypeInfo is not { } type)
            return;
        var line = JsonSerializer.Serialize(new
        {
            suite = type.Assembly.GetName().Name,
            fixture = type.Type.Name,
            test = NameOf(test),
            passed = TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Passed,
            sections,
        });
        lock (Gate)
            File.AppendAllText(Path.Combine(Folder, $"{type.Assembly.GetName().Name}.{Environment.ProcessId}.jsonl"), line + "\n");
    }

    // Cases of one method are one sentence, unless a case has a name of its own.
    private static string NameOf(ITest test) =>
        test.Method is { } method && test.Name.StartsWith(method.Name, StringComparison.Ordinal) ? method.Name : test.Name;

    private static string[] SectionsOf(ITest? test)
    {
        var sections = new List<string>();
        for (; test is not null; test = test.Parent)
            sections.AddRange(test.Properties[PropertyNames.Category].Cast<string>().Where(category => category.Contains('§', StringComparison.Ordinal)));
        return [.. sections.Distinct(StringComparer.Ordinal)];
    }

    private static class PropertyNames
    {
        public const string Category = "Category";
    }
}
