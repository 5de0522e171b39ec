using NUnit.Framework;

namespace PseIdentity.Server.Tests;

/// <summary>No host of the tests watches its settings files: a machine lets a user watch only so many, and hundreds of hosts come and go here.</summary>
[SetUpFixture]
internal sealed class WatchedFiles
{
    [OneTimeSetUp]
    public void WatchNone() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
