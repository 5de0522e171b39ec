using System.Net;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.Operations;

public sealed class HealthTests
{
    [TestCase("/healthz/live")]
    [TestCase("/healthz/ready")]
    public async Task A_running_provider_is_alive_and_ready(string path)
    {
        await using var provider = await RunningProvider.StartAsync();

        using var response = await provider.Http.GetAsync(path);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"healthy"}"""));
    }

    [Test]
    public async Task A_process_of_its_own_answers_too()
    {
        var setup = new ProviderSetup();
        await using var installation = await TestInstallation.CreateAsync(setup);
        await using var provider = await ProviderProcess.ServeAsync(installation, setup);

        using var response = await provider.Http.GetAsync("/healthz/live");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
