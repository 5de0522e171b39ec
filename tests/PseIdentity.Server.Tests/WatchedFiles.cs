using NUnit.Framework;

namespace PseIdentity.Server.Tests;

/// <summary>No host of the tests has the system watch its files: a machine lets a user watch only so many places, and hundreds of hosts come and go here.</summary>
[SetUpFixture]
internal sealed class WatchedFiles
{
    [OneTimeSetUp]
    public void WatchNone()
    {
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    }
}
