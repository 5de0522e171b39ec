using System.Text.Json.Nodes;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.Setup;

public sealed class CommandTests
{
    [Test]
    public async Task An_operator_plans_applies_and_lists_by_script()
    {
        var setup = new ProviderSetup { Provisioning = ProvisioningExample.New() };
        await using var installation = await TestInstallation.CreateAsync(setup);
        var settings = installation.Arguments(setup, new Uri("http://localhost:5400"));
        var file = Path.Combine(installation.DataDirectory, "provisioning.json");

        var plan = await ProviderProcess.RunAsync(["plan", file, "--json", .. settings]);
        Assert.That((plan.ExitCode, plan.Errors), Is.EqualTo((0, "")));
        Assert.That(Directory.GetFiles(installation.DataDirectory), Is.EqualTo(new[] { file }), "a plan leaves nothing behind");

        var apply = await ProviderProcess.RunAsync(["apply", "--json", .. settings, file]);
        Assert.That((apply.ExitCode, apply.Errors), Is.EqualTo((0, "")));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(apply.Output), JsonNode.Parse(plan.Output)), Is.True);

        var again = await ProviderProcess.RunAsync(["apply", file, .. settings]);
        Assert.That((again.ExitCode, again.Output), Is.EqualTo((0, "Nothing to change.")));

        var clients = await ProviderProcess.RunAsync(["clients", "list", "--json", .. settings]);
        Assert.That(JsonNode.Parse(clients.Output)![0]!["client_id"]!.GetValue<string>(), Is.EqualTo("payments-portal"));
    }

    [Test]
    public async Task A_file_with_mistakes_fails_and_names_them_on_standard_error()
    {
        var document = ProvisioningExample.New();
        document.Client()["security_profile"] = "fapi2";
        var setup = new ProviderSetup { Provisioning = document };
        await using var installation = await TestInstallation.CreateAsync(setup);

        var (exitCode, output, errors) = await ProviderProcess.RunAsync(
            ["apply", Path.Combine(installation.DataDirectory, "provisioning.json"), .. installation.Arguments(setup, new Uri("http://localhost:5400"))]);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Is.Empty);
        Assert.That(errors, Does.Contain("$.clients[0].security_profile: fapi2 is not enforced yet"));
    }

    [TestCase("serve")]
    [TestCase("migrate")]
    [TestCase("apply")]
    [TestCase("plan")]
    [TestCase("keys", "rotate")]
    [TestCase("users", "invite")]
    [TestCase("users", "unlock")]
    [TestCase("clients", "list")]
    [TestCase("clients", "show")]
    [TestCase("check")]
    [TestCase("healthcheck")]
    public async Task Every_command_explains_itself(params string[] command)
    {
        var (exitCode, output, _) = await ProviderProcess.RunAsync([.. command, "--help"]);

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("Description:"));
    }

    [TestCase("server")]
    [TestCase("apply")]
    [TestCase("clients", "list", "--jsno")]
    public async Task A_command_that_is_misspelled_fails(params string[] command)
    {
        var (exitCode, _, errors) = await ProviderProcess.RunAsync(command);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(errors, Is.Not.Empty);
    }
}
