namespace PseIdentity.Server.Setup;

/// <summary>Where the program keeps its files (section <c>Data</c>).</summary>
internal sealed class DataOptions
{
    /// <summary>The folder for the SQLite database and the root key. Keep it on a disk that is backed up; nobody but the program should read it.</summary>
    /// <value><c>data</c> under the content root in Development, <c>/var/lib/pse-identity</c> in Production</value>
    public string Directory { get; set; } = "";
}
