using NUnit.Framework;

namespace PseIdentity.Server.Tests;

/// <summary>Files of the repository that are made from the program, and must be as it makes them.</summary>
internal static class Repository
{
    /// <summary>With this variable set the tests write the files instead of comparing them.</summary>
    private const string Update = "PSE_UPDATE_FILES";

    public static string Root { get; } = Find();

    public static void Holds(string path, string expected)
    {
        var file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, expected);
        Assert.That(File.Exists(file) ? File.ReadAllText(file) : "", Is.EqualTo(expected), $"{path} is out of date; run this test with {Update}=1 to write it.");
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PseIdentity.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
