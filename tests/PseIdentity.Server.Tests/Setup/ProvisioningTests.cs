using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Scopes;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Tests.Setup;

[TestFixture(TestDatabaseKind.Sqlite)]
[TestFixture(TestDatabaseKind.PostgreSql)]
internal sealed class ProvisioningTests(TestDatabaseKind database)
{
    private RunningProvider provider = null!;

    [SetUp]
    public async Task Start() => provider = await RunningProvider.StartAsync(new ProviderSetup { Database = database });

    [TearDown]
    public async Task Stop() => await provider.DisposeAsync();

    [Test]
    public async Task Every_member_of_the_example_is_stored()
    {
        await ApplyAsync(ProvisioningExample.New());

        var alice = (await Of<UserStore>().FindByIdentifierAsync("ALICE@example.com", default))!;
        var acme = (await Of<OrganizationStore>().FindAsync("acme", default))!;
        var upstream = (await Of<IdentityProviderStore>().FindAsync("acme-login", default))!;
        var scope = (await Of<ScopeStore>().AllAsync(default)).Single();
        var portal = (await Of<ClientRegistry>().FindAsync("payments-portal", default))!;
        Assert.Multiple(() =>
        {
            Assert.That(alice.HasRole("administrator"), Is.True);
            Assert.That(alice.Claim("phone_number"), Is.EqualTo("+15550100"));
            Assert.That(alice.Organization, Is.EqualTo("acme"));
            Assert.That(alice.Password, Is.Not.Null);
            Assert.That(alice.Totp!.Secret, Has.Length.EqualTo(20));
            Assert.That(acme.HasProven("acme.example"), Is.True);
            Assert.That(acme.Policy.LockoutFailures, Is.EqualTo(5));
            Assert.That(upstream.ClaimMappings["email"], Is.EqualTo("email"));
            Assert.That(scope.Resources, Is.EqualTo(new[] { "https://api.payments.example" }));
            Assert.That(portal.Metadata.PostLogoutRedirectUris, Is.EqualTo(new[] { "http://localhost:5401/signed-out" }));
            Assert.That(portal.Secrets, Is.EqualTo(1));
        });
        Assert.That(await Of<IdentityProviderStore>().FindSecretAsync("acme-login", default), Is.EqualTo("a-secret"));
    }

    [Test]
    public async Task The_second_apply_writes_nothing()
    {
        await ApplyAsync(ProvisioningExample.New());
        var written = Of<WriteCounter>().Rows;

        var changes = await ApplyAsync(ProvisioningExample.New());

        Assert.That(changes, Is.Empty);
        Assert.That(Of<WriteCounter>().Rows, Is.EqualTo(written));
    }

    [Test]
    public async Task A_plan_tells_what_apply_does_and_changes_nothing()
    {
        var file = Write(ProvisioningExample.New());
        var written = Of<WriteCounter>().Rows;

        var planned = await Of<Provisioner>().PlanAsync(file, default);

        Assert.That(Of<WriteCounter>().Rows, Is.EqualTo(written));
        Assert.That(await Of<ClientRegistry>().AllAsync(default), Is.Empty);
        Assert.That(await Of<Provisioner>().ApplyAsync(file, default), Is.EqualTo(planned));
    }

    [Test]
    public async Task One_mistake_and_nothing_of_the_file_is_applied()
    {
        var document = ProvisioningExample.New();
        document.User()["emial"] = "x";

        await Assert.ThrowsAsync<ProvisioningException>(() => ApplyAsync(document));
        Assert.That(await Of<ClientRegistry>().AllAsync(default), Is.Empty);
    }

    [Test]
    public async Task A_name_that_somebody_else_has_is_named_by_its_path_and_nothing_is_applied()
    {
        await ApplyAsync(JsonNode.Parse("""{ "users": [ { "preferred_username": "bob", "customer_id": "C-1001" } ] }""")!.AsObject());

        var refused = (await Assert.ThrowsAsync<ProvisioningException>(() => ApplyAsync(ProvisioningExample.New())))!;

        Assert.That(refused.Mistakes.Single().Path, Is.EqualTo("$.users[0].customer_id"));
        Assert.That(await Of<ClientRegistry>().AllAsync(default), Is.Empty);
    }

    [Test]
    public async Task What_the_person_changed_since_is_left_alone_until_the_file_has_another_password()
    {
        await ApplyAsync(ProvisioningExample.New());
        var alice = (await Of<UserStore>().FindByIdentifierAsync("alice", default))!;
        await Of<UserRegistry>().SetPasswordAsync(alice.Id, "chosen by alice", mustChange: false, default);

        Assert.That(await ApplyAsync(ProvisioningExample.New()), Is.Empty);
        Assert.That((await Of<UserStore>().FindAsync(alice.Id, default))!.Password!.SecretText(), Is.EqualTo("chosen by alice"));

        var other = ProvisioningExample.New();
        other.User()["password"] = "Another-Horse-8-Battery";
        Assert.That(await ApplyAsync(other), Is.EqualTo(new[] { new ProvisioningChange("user", "alice", "password") }));
        Assert.That((await Of<UserStore>().FindAsync(alice.Id, default))!.Password!.SecretText(), Is.Not.EqualTo("chosen by alice"));
    }

    [Test]
    public async Task Absent_removes_and_what_the_file_does_not_name_stays()
    {
        await ApplyAsync(ProvisioningExample.New());

        var changes = await ApplyAsync(JsonNode.Parse("""
            {
              "users": [ { "preferred_username": "alice", "state": "absent" }, { "preferred_username": "nobody", "state": "absent" } ],
              "clients": [ { "client_id": "payments-portal", "state": "absent" } ]
            }
            """)!.AsObject());

        Assert.That(changes, Is.EqualTo(new[] { new ProvisioningChange("client", "payments-portal", "removed"), new ProvisioningChange("user", "alice", "removed") }));
        Assert.That(await Of<UserStore>().FindByIdentifierAsync("alice", default), Is.Null);
        Assert.That(await Of<OrganizationStore>().FindAsync("acme", default), Is.Not.Null);
    }

    [Test]
    public async Task Claims_that_the_file_does_not_name_stay()
    {
        await ApplyAsync(ProvisioningExample.New());

        await ApplyAsync(JsonNode.Parse("""{ "users": [ { "preferred_username": "alice", "nickname": "Al" } ] }""")!.AsObject());

        var alice = (await Of<UserStore>().FindByIdentifierAsync("C-1001", default))!;
        Assert.That((alice.Claim("nickname"), alice.Claim("given_name"), alice.Organization), Is.EqualTo(("Al", "Alice", "acme")));
    }

    private Task<IReadOnlyList<ProvisioningChange>> ApplyAsync(JsonObject document) => Of<Provisioner>().ApplyAsync(Write(document), default);

    private string Write(JsonObject document)
    {
        var file = Path.Combine(provider.DataDirectory, "applied.json");
        File.WriteAllText(file, document.ToJsonString());
        return file;
    }

    private T Of<T>() where T : notnull => provider.Services.GetRequiredService<T>();
}
