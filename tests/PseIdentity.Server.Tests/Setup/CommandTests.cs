using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Commands;

namespace PseIdentity.Server.Tests.Setup;

public sealed class CommandTests
{
    private static readonly Uri Address = new("http://localhost:5400");

    [Test]
    public async Task An_operator_plans_applies_and_lists_by_script()
    {
        var setup = new ProviderSetup { Provisioning = ProvisioningExample.New() };
        await using var installation = await TestInstallation.CreateAsync(setup);
        var settings = installation.Arguments(setup, Address);
        var file = Path.Combine(installation.DataDirectory, "provisioning.json");

        var plan = await RunAsync(["plan", file, "--json", .. settings]);
        Assert.That((plan.ExitCode, plan.Errors), Is.EqualTo((0, "")));
        Assert.That(Directory.GetFiles(installation.DataDirectory), Is.EqualTo(new[] { file }), "a plan leaves nothing behind");

        var apply = await RunAsync(["apply", "--json", .. settings, file]);
        Assert.That((apply.ExitCode, apply.Errors), Is.EqualTo((0, "")));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(apply.Output), JsonNode.Parse(plan.Output)), Is.True);

        var again = await RunAsync(["apply", file, .. settings]);
        Assert.That((again.ExitCode, again.Output.Trim()), Is.EqualTo((0, "Nothing to change.")));

        var clients = await RunAsync(["clients", "list", "--json", .. settings]);
        Assert.That(JsonNode.Parse(clients.Output)![0]!["client_id"]!.GetValue<string>(), Is.EqualTo("payments-portal"));
        var client = await RunAsync(["clients", "show", "payments-portal", .. settings]);
        Assert.That(JsonNode.Parse(client.Output)!["client_name"]!.GetValue<string>(), Is.EqualTo("Payments portal"));
        Assert.That((await RunAsync(["users", "unlock", "alice", .. settings])).ExitCode, Is.Zero);
        var pass = await RunAsync(["users", "one-time-pass", "alice", "--by", "erika", "--json", .. settings]);
        Assert.That(JsonNode.Parse(pass.Output)!["pass"]!.GetValue<string>(), Has.Length.EqualTo(9), pass.Errors);
        Assert.That((await RunAsync(["users", "end-sessions", "alice", .. settings])).ExitCode, Is.Zero);
        Assert.That((await RunAsync(["users", "reset-factor", "alice", "--kind", "totp", .. settings])).Output, Does.Contain("Removed: totp"));
        Assert.That((await RunAsync(["users", "reset-factor", "alice", "--kind", "all", .. settings])).Errors, Does.Contain("nothing"));
        Assert.That((await RunAsync(["users", "unlock", "nobody", .. settings])).ExitCode, Is.Not.Zero);
        Assert.That((await RunAsync(["keys", "rotate", .. settings])).ExitCode, Is.Zero);
        Assert.That((await RunAsync(["check", .. settings])).Output, Does.Contain("database: up to date"));

        var invitation = await RunAsync(["users", "invite", "--role", "administrator", "--json", .. settings]);
        Assert.That(JsonNode.Parse(invitation.Output)!["url"]!.GetValue<string>(), Does.StartWith("http://localhost:5400/setup?token="));
    }

    [Test]
    public async Task A_database_is_given_to_another_issuer_only_on_purpose()
    {
        var setup = new ProviderSetup();
        await using var installation = await TestInstallation.CreateAsync(setup);
        var settings = installation.Arguments(setup, Address);
        var moved = installation.Arguments(setup with { Issuer = "http://localhost:5999" }, Address);
        Assert.That((await RunAsync(["migrate", .. settings])).ExitCode, Is.Zero);

        var refused = await RunAsync(["keys", "rotate", .. moved]);
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Errors, Does.Contain("migrate --issuer http://localhost:5999"));

        var migrated = await RunAsync(["migrate", "--issuer", "http://localhost:5999", .. settings]);
        Assert.That(migrated.Output, Does.Contain("issuer: http://localhost:5999"), migrated.Errors);
        Assert.That((await RunAsync(["keys", "rotate", .. moved])).ExitCode, Is.Zero);
        Assert.That((await RunAsync(["migrate", "--issuer", .. settings])).Output, Does.Contain("issuer: http://localhost:5400"));
    }

    [Test]
    public async Task A_file_with_mistakes_fails_and_names_them_on_standard_error()
    {
        var document = ProvisioningExample.New();
        document.Client()["request_object_encryption_alg"] = "RSA-OAEP-256";
        var setup = new ProviderSetup { Provisioning = document };
        await using var installation = await TestInstallation.CreateAsync(setup);

        var (exitCode, output, errors) = await ProviderProcess.RunAsync(
            ["apply", Path.Combine(installation.DataDirectory, "provisioning.json"), .. installation.Arguments(setup, Address)]);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Is.Empty);
        Assert.That(errors, Does.Contain("$.clients[0].request_object_encryption_alg: is not enforced yet"));
    }

    [TestCase("serve")]
    [TestCase("migrate")]
    [TestCase("apply")]
    [TestCase("plan")]
    [TestCase("keys", "rotate")]
    [TestCase("users", "invite")]
    [TestCase("users", "unlock")]
    [TestCase("users", "one-time-pass")]
    [TestCase("users", "reset-factor")]
    [TestCase("users", "end-sessions")]
    [TestCase("clients", "list")]
    [TestCase("clients", "show")]
    [TestCase("providers", "list")]
    [TestCase("providers", "show")]
    [TestCase("providers", "test")]
    [TestCase("check")]
    [TestCase("healthcheck")]
    public async Task Every_command_explains_itself(params string[] command)
    {
        var (exitCode, output, _) = await RunAsync([.. command, "--help"]);

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("Description:"));
    }

    [TestCase("server")]
    [TestCase("apply")]
    [TestCase("clients", "list", "--jsno")]
    [TestCase("users", "invite", "--role", "king")]
    public async Task A_command_that_is_misspelled_fails(params string[] command)
    {
        var (exitCode, _, errors) = await RunAsync(command);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(errors, Is.Not.Empty);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (await CommandLine.RunAsync(args, output, errors), output.ToString(), errors.ToString());
    }
}
