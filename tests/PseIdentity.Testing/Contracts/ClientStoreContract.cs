using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Testing.Contracts;

/// <summary>Clients and scopes.</summary>
public abstract class ClientStoreContract : StoreContract
{
    [Test]
    public async Task A_client_is_found_with_its_metadata_and_secrets()
    {
        var clientId = "client-" + RandomId.Of128Bits();
        await Stores.AddClientAsync(clientId, new ClientMetadata { ClientName = "Portal", RedirectUris = ["https://portal.example/cb"], RefreshRotation = true }, "a secret of enough characters");

        var client = await Stores.Clients.FindAsync(clientId, CancellationToken.None);

        Assert.That(client?.Name, Is.EqualTo("Portal"));
        Assert.That(client?.Metadata.RedirectUris, Is.EqualTo((string[])["https://portal.example/cb"]));
        Assert.That(client?.Metadata.GrantTypes, Is.EqualTo((string[])["authorization_code"]));
        Assert.That(client?.RotatesRefreshTokens(senderConstrained: true), Is.True);
        Assert.That(client?.Secrets.Single().Sha256, Is.EqualTo(SHA256.HashData(Encoding.UTF8.GetBytes("a secret of enough characters"))));
    }

    [TestCase("client_secret_jwt", true)]
    [TestCase("client_secret_basic", false)]
    public async Task A_secret_comes_back_only_for_a_client_that_computes_with_it(string method, bool comesBack)
    {
        var clientId = "client-" + RandomId.Of128Bits();
        await Stores.AddClientAsync(clientId, new ClientMetadata { TokenEndpointAuthMethod = method }, "a secret of enough characters");

        var secret = (await Stores.Clients.FindAsync(clientId, CancellationToken.None))!.Secrets.Single();

        Assert.That(secret.Value, Is.EqualTo(comesBack ? "a secret of enough characters" : null));
        Assert.That(secret.ToString(), Does.Not.Contain("enough"), "whoever logs it");
    }

    [Test]
    public async Task A_disabled_or_unknown_client_is_not_found()
    {
        var clientId = await ClientAsync();
        Assert.That(await Stores.Clients.FindAsync(clientId, CancellationToken.None), Is.Not.Null);

        await Stores.DisableClientAsync(clientId);

        Assert.That(await Stores.Clients.FindAsync(clientId, CancellationToken.None), Is.Null);
        Assert.That(await Stores.Clients.FindAsync("nobody", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_changed_client_is_found_as_changed_at_once()
    {
        var clientId = await ClientAsync();
        await Stores.Clients.FindAsync(clientId, CancellationToken.None);

        await Stores.AddClientAsync(clientId, new ClientMetadata { ClientName = "Renamed" });

        Assert.That((await Stores.Clients.FindAsync(clientId, CancellationToken.None))?.Name, Is.EqualTo("Renamed"));
    }

    [Test]
    public async Task An_origin_is_allowed_while_an_enabled_client_allows_it()
    {
        const string Origin = "https://spa.example";
        Assert.That(await Stores.Clients.AnyAllowsOriginAsync(Origin, CancellationToken.None), Is.False);
        await Stores.AddClientAsync("spa", new ClientMetadata { TokenEndpointAuthMethod = "none", RedirectUris = [Origin + "/cb"] });
        Assert.That(await Stores.Clients.AnyAllowsOriginAsync(Origin, CancellationToken.None), Is.True);

        await Stores.DisableClientAsync("spa");

        Assert.That(await Stores.Clients.AnyAllowsOriginAsync(Origin, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Scopes_are_found_as_they_were_defined_last()
    {
        await Stores.Scopes.AllAsync(CancellationToken.None);
        await Stores.AddScopeAsync(new Scope { Name = "payments", DisplayName = "Old" });
        await Stores.AddScopeAsync(new Scope { Name = "payments", DisplayName = "Make payments", Resources = ["https://api.example"], Claims = ["customer_id"] });

        var scope = (await Stores.Scopes.AllAsync(CancellationToken.None)).Single(each => each.Name == "payments");

        Assert.That(scope.DisplayName, Is.EqualTo("Make payments"));
        Assert.That(scope.Description, Is.Null);
        Assert.That(scope.Resources, Is.EqualTo((string[])["https://api.example"]));
        Assert.That(scope.Claims, Is.EqualTo((string[])["customer_id"]));
    }

    [Test]
    public async Task Active_people_are_found_with_their_claims_and_disabled_ones_are_not()
    {
        var user = await Stores.AddUserAsync("""{"email":"alice@example.com"}""");
        var found = await Stores.Users.FindActiveAsync(user.Id, CancellationToken.None);
        Assert.That(found?.Subject, Is.EqualTo(user.Subject));
        Assert.That(found?.Claims.GetProperty("email").GetString(), Is.EqualTo("alice@example.com"));

        await Stores.DisableUserAsync(user.Id);

        Assert.That(await Stores.Users.FindActiveAsync(user.Id, CancellationToken.None), Is.Null);
    }
}
