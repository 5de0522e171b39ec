namespace Demo;

/// <summary>Where things are in the repository that the demo was built in.</summary>
internal sealed class Checkout
{
    private readonly string root;
    private readonly string output;

    public Checkout(DemoOptions options)
    {
        // The demo lies in samples/Demo/bin/<configuration>/<framework>, and the other programs likewise.
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        output = Path.Combine("bin", here.Parent?.Name ?? "Debug", here.Name);

        var directory = here;
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PseIdentity.sln")))
            directory = directory.Parent;
        root = directory?.FullName ?? throw new DirectoryNotFoundException("The demo runs from a checkout: there is no PseIdentity.sln above it.");

        Data = options.Data ?? Path.Combine(root, "samples", "Demo", "data");
        ProvisioningFile = options.File ?? Path.Combine(root, "samples", "Demo", "demo.json");
    }

    public string ProvisioningFile { get; }

    /// <summary>The client and the people of the company's own provider.</summary>
    public string CompanyFile => Path.Combine(root, "samples", "Demo", "company.json");

    public string Data { get; }

    /// <summary>Whether the one npm package of the samples is there: the demo itself needs the .NET SDK alone.</summary>
    public bool HasBrowserLibrary => Directory.Exists(Path.Combine(root, "samples", "BrowserApp", "node_modules", "oidc-client-ts"));

    public string Logs => Path.Combine(Data, "logs");

    /// <summary>The directory of a project, and the program that was built from it.</summary>
    public (string Directory, string Program) Project(string path, string assembly)
    {
        var directory = Path.Combine(root, path);
        return (directory, Path.Combine(directory, output, assembly + ".dll"));
    }

    /// <summary>Deletes what earlier runs left, and nothing else that may be in that directory.</summary>
    public void EmptyData()
    {
        if (!Directory.Exists(Data))
            return;
        foreach (var database in Directory.EnumerateDirectories(Data, "provider*").Concat(Directory.EnumerateDirectories(Data, "company*")))
            Directory.Delete(database, recursive: true);
        if (Directory.Exists(Logs))
            Directory.Delete(Logs, recursive: true);
    }

    /// <summary>A path as a person in the checkout would write it.</summary>
    public string Short(string path) => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? Path.GetRelativePath(root, path) : path;
}
