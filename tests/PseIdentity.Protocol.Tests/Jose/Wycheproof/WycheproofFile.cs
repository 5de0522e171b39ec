using System.Text.Json;
using NUnit.Framework;

namespace PseIdentity.Protocol.Tests.Jose.Wycheproof;

/// <summary>One test of Project Wycheproof: what was made with which key, and whether a careful verifier takes it.</summary>
public sealed record WycheproofTest(string File, int Id, string Comment, bool Valid, JsonElement Group, JsonElement Json)
{
    public string Text(string member) => Json.GetProperty(member).GetString()!;

    public byte[] Octets(string member) => Convert.FromHexString(Text(member));

    public override string ToString() => $"{File} {Id} {Comment}";
}

internal static class WycheproofFile
{
    public static IEnumerable<WycheproofTest> Read(string name)
    {
        using var stream = typeof(WycheproofFile).Assembly.GetManifestResourceStream("wycheproof." + name) ?? throw new InvalidOperationException(name);
        foreach (var group in JsonDocument.Parse(stream).RootElement.GetProperty("groups").EnumerateArray())
            foreach (var test in group.GetProperty("tests").EnumerateArray())
                yield return new WycheproofTest(name, test.GetProperty("tcId").GetInt32(), test.GetProperty("comment").GetString()!,
                    test.GetProperty("result").GetString() == "valid", group.GetProperty("key"), test);
    }

    /// <summary>Asks a verifier about every test; what it takes that is invalid, and what it refuses that is valid.</summary>
    public static void AssertAgrees(string name, Func<WycheproofTest, bool> takes, Func<WycheproofTest, bool>? notOurs = null)
    {
        var (tests, wrong) = (Read(name).ToList(), new List<string>());
        foreach (var test in tests)
            if (takes(test) is var taken && taken != test.Valid && !(test.Valid && notOurs?.Invoke(test) == true))
                wrong.Add((taken ? "takes " : "refuses ") + test);

        Assert.That(wrong, Is.Empty);
        Assert.That(tests.Any(takes), Is.True, "the reader reads");
    }
}
