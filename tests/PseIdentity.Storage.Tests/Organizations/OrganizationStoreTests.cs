using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Organizations;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class OrganizationStoreTests<T> : DatabaseTests<T> where T : IBackend
{
    private OrganizationStore Store => Backend.Get<OrganizationStore>();

    private OrganizationRegistry Registry => Backend.Get<OrganizationRegistry>();

    private OrganizationDomains Domains => Backend.Get<OrganizationDomains>();

    [Test]
    public async Task All_that_was_saved_is_found_by_name_and_an_edit_is_seen_at_once()
    {
        var acme = New() with
        {
            IdentityProvider = "acme-login",
            Policy = new OrganizationPolicy { LocalSignIn = true, BreakGlass = ["root@acme.example"] },
            Brand = new OrganizationBrand { Color = "#102030", LogoType = "image/png", LogoVersion = "1" },
        };
        Assert.That(await Registry.SaveAsync(acme, [1, 2, 3], default), Is.True);

        var found = await Store.FindAsync(acme.Name, default);
        Assert.That((found?.DisplayName, found?.IdentityProvider, found?.Policy.LocalSignIn, found?.Brand), Is.EqualTo(("Acme", "acme-login", true, acme.Brand)));
        Assert.That(found?.Policy.BreakGlass, Is.EqualTo(new[] { "root@acme.example" }));
        Assert.That(await Store.FindLogoAsync(acme.Name, default), Is.EqualTo(new byte[] { 1, 2, 3 }));

        await Registry.SaveAsync(acme with { DisplayName = "Acme Ltd" }, null, default);
        Assert.That((await Store.FindAsync(acme.Name, default))?.DisplayName, Is.EqualTo("Acme Ltd"));
        Assert.That(await Store.FindLogoAsync(acme.Name, default), Is.Null);

        await Registry.RemoveAsync(acme.Name, default);
        Assert.That(await Store.FindAsync(acme.Name, default), Is.Null);
    }

    [Test]
    public async Task Saving_the_same_again_writes_nothing()
    {
        var acme = Owning(Domain());
        await Registry.SaveAsync(acme, [1], default);
        var rows = Rows;

        Assert.That(await Registry.SaveAsync(acme, [1], default), Is.False);
        Assert.That(Rows, Is.EqualTo(rows));
    }

    [Test]
    public async Task A_domain_decides_from_the_moment_on_in_which_it_is_proven()
    {
        var (acme, domain) = (New(), Domain());
        await Registry.SaveAsync(acme, null, default);

        var claimed = await Domains.ClaimAsync(acme.Name, domain, "alice", default);
        Assert.That(claimed?.Token, Has.Length.EqualTo(22));
        Assert.That(await Store.HoldersAsync(domain, default), Is.Empty);
        Assert.That((await Domains.ClaimAsync(acme.Name, domain, "alice", default))?.Token, Is.EqualTo(claimed?.Token), "asked twice, it is the same record");

        Assert.That(await Domains.ProveAsync(acme.Name, domain, "another token", OrganizationDomain.ByDns, default), Is.False);
        Assert.That(await Domains.ProveAsync(acme.Name, domain, claimed?.Token, OrganizationDomain.ByDns, default), Is.True);
        Assert.That((await Store.HoldersAsync(domain, default)).Single().Name, Is.EqualTo(acme.Name));

        Assert.That(await Domains.RemoveAsync(acme.Name, domain, "alice", default), Is.True);
        Assert.That(await Store.HoldersAsync(domain, default), Is.Empty);
        Assert.That(await Domains.RemoveAsync(acme.Name, domain, "alice", default), Is.False);
        Assert.That(await Domains.ClaimAsync("nobody", domain, "alice", default), Is.Null);
    }

    [Test]
    public async Task Several_organisations_hold_one_domain()
    {
        var domain = Domain();
        var (one, other) = (Owning(domain), Owning(domain));
        await Registry.SaveAsync(one, null, default);
        await Registry.SaveAsync(other, null, default);

        Assert.That((await Store.HoldersAsync(domain, default)).Select(each => each.Name), Is.EquivalentTo(new[] { one.Name, other.Name }));
    }

    [Test]
    public async Task A_file_proves_its_own_domains_and_takes_none_that_were_proven_otherwise()
    {
        var (fromFile, claimed, vouched) = (Domain(), Domain(), Domain());
        var acme = Owning(fromFile);
        await Registry.SaveAsync(acme, null, default);
        await Domains.ClaimAsync(acme.Name, claimed, "alice", default);
        await Domains.ClaimAsync(acme.Name, vouched, "alice", default);
        await Domains.ProveAsync(acme.Name, vouched, null, "alice", default);

        await Registry.SaveAsync(acme with { Domains = [] }, null, default);

        var left = (await Store.FindAsync(acme.Name, default))?.Domains.ToDictionary(each => each.Domain, each => each.VerifiedBy);
        Assert.That(left, Is.EquivalentTo(new Dictionary<string, string?> { [claimed] = null, [vouched] = "alice" }));
    }

    [Test]
    public async Task Whoever_was_given_an_organisation_looks_after_that_one()
    {
        var (acme, other) = (New(), New());
        await Registry.SaveAsync(acme, null, default);
        await Registry.SaveAsync(other, null, default);
        var name = "boss" + Guid.NewGuid().ToString("N");
        var boss = (await Backend.Get<UserRegistry>().CreateAsync(new NewAccount { Claims = JsonElement.Parse($$"""{"preferred_username":"{{name}}"}""") }, default)).Id!.Value;

        Assert.That(await Registry.SaveAdministratorsAsync(acme.Name, [boss], default), Is.True);
        Assert.That(await Registry.SaveAdministratorsAsync(acme.Name, [boss], default), Is.False);
        Assert.That(await Store.IsAdministratorAsync(acme.Name, boss, default), Is.True);
        Assert.That(await Store.IsAdministratorAsync(other.Name, boss, default), Is.False);
        Assert.That(await Backend.Get<OrganizationCatalog>().AdministratorsAsync(acme.Name, default), Is.EqualTo(new[] { name }));

        await Registry.SaveAdministratorsAsync(acme.Name, [], default);
        Assert.That(await Store.IsAdministratorAsync(acme.Name, boss, default), Is.False);
    }

    [Test]
    public async Task Administration_turns_pages_and_searches()
    {
        var prefix = "page-" + Guid.NewGuid().ToString("N")[..8];
        var domain = Domain();
        for (var i = 0; i < 5; i++)
            await Registry.SaveAsync(New() with { Name = $"{prefix}-{i}", DisplayName = $"Page {i}", Domains = i == 3 ? [new(domain)] : [] }, null, default);
        var catalog = Backend.Get<OrganizationCatalog>();

        var first = await catalog.PageAsync(prefix, null, 2, default);
        var second = await catalog.PageAsync(prefix, first[^1].Name, 2, default);

        Assert.That(first.Concat(second).Select(each => each.Name), Is.EqualTo(new[] { $"{prefix}-0", $"{prefix}-1", $"{prefix}-2", $"{prefix}-3" }));
        Assert.That((await catalog.PageAsync(domain.ToUpperInvariant(), null, 9, default)).Single(), Is.EqualTo(new ListedOrganization($"{prefix}-3", "Page 3", null, 1)));
        Assert.That(await catalog.ExistingAsync([$"{prefix}-1", "nobody"], default), Is.EquivalentTo(new[] { $"{prefix}-1" }));
    }

    [Test]
    public async Task Providers_are_found_by_name_and_listed_by_page()
    {
        var name = "login-" + Guid.NewGuid().ToString("N")[..8];
        var store = Backend.Get<IdentityProviderStore>();
        await store.SaveAsync(new IdentityProvider { Name = name, DisplayName = "Login", Protocol = "oidc", Authority = "https://idp.example" }, default);
        Assert.That((await store.FindAsync(name, default))?.Authority, Is.EqualTo("https://idp.example"));

        await store.SaveAsync(new IdentityProvider { Name = name, DisplayName = "Login", Protocol = "oidc", Authority = "https://idp2.example" }, default);
        Assert.That((await store.FindAsync(name, default))?.Authority, Is.EqualTo("https://idp2.example"));
        Assert.That((await Backend.Get<IdentityProviderCatalog>().PageAsync(name, null, 9, default)).Single().Name, Is.EqualTo(name));
        Assert.That(await store.FindAsync("nobody\0", default), Is.Null);
    }

    private static Organization New() => new() { Name = "acme-" + Guid.NewGuid().ToString("N"), DisplayName = "Acme" };

    private static Organization Owning(string domain) => New() with { Domains = [new OrganizationDomain(domain)] };

    private static string Domain() => $"d{Guid.NewGuid():N}.example";
}
