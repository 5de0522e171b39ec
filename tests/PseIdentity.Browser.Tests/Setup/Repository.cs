namespace PseIdentity.Browser.Tests.Setup;

/// <summary>Where things are in the checkout that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>What was built beside the tests, in the same configuration.</summary>
    public static string DemoProgram { get; } = Path.Combine(Root, "samples", "Demo", "bin", Configuration, "net10.0", "Demo.dll");

    public static string ProviderProgram { get; } = Path.Combine(Root, "src", "PseIdentity.Server", "bin", Configuration, "net10.0", "pse-identity.dll");

    public static string DemoFile { get; } = Path.Combine(Root, "samples", "Demo", "demo.json");

    public static string Interop { get; } = Path.Combine(Root, "tests", "interop");

    public static string Axe { get; } = Path.Combine(Root, "tests", "PseIdentity.Browser.Tests", "node_modules", "axe-core", "axe.min.js");

    /// <summary>What the tests leave behind to be looked at; git ignores it.</summary>
    public static string Output(params string[] path) => Path.Combine([Root, "tests", "output", .. path]);

    private static string Configuration => Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "PseIdentity.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("There is no PseIdentity.sln above the tests.");
        return directory.FullName;
    }
}
