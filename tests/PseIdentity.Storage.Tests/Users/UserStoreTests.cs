using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Storage.Setup;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Users;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class UserStoreTests<T> : DatabaseTests<T> where T : IBackend
{
    private string name = null!;

    private UserStore Store => Backend.Get<UserStore>();

    private UserRegistry Registry => Backend.Get<UserRegistry>();

    [SetUp]
    public void Begin() => name = $"n{Guid.NewGuid():N}";

    [Test]
    public async Task A_person_signs_in_with_user_name_customer_id_and_proven_email()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}","customer_id":"C-{{name}}","email":"{{name}}@example.com","email_verified":true}""");

        Assert.That((await FindAsync(name))?.Id, Is.EqualTo(id));
        Assert.That((await FindAsync("C-" + name))?.Id, Is.EqualTo(id));
        Assert.That((await FindAsync(name + "@example.com"))?.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task Case_width_and_surrounding_space_do_not_matter()
    {
        var id = await CreateAsync($$"""{"preferred_username":"Ärger{{name}}"}""");

        Assert.That((await FindAsync($"  äRGER{name.ToUpperInvariant()} "))?.Id, Is.EqualTo(id));
        Assert.That((await FindAsync("A\u0308rger" + new string([.. name.Select(c => (char)(c + 0xFEE0))])))?.Id, Is.EqualTo(id), "decomposed and full-width");
    }

    [Test]
    public async Task What_is_no_name_finds_nobody([Values("", " ", "\0", "a\u200bb", "\ud800", "\n")] string identifier) =>
        Assert.That(await FindAsync(identifier), Is.Null);

    [Test]
    public async Task An_email_that_is_not_proven_signs_nobody_in()
    {
        await CreateAsync($$"""{"preferred_username":"{{name}}","email":"{{name}}@example.com"}""");

        Assert.That(await FindAsync(name + "@example.com"), Is.Null);
    }

    [Test]
    public async Task An_email_that_two_people_have_proven_signs_neither_in()
    {
        var claims = $$"""{"email":"{{name}}@example.com","email_verified":true}""";
        await CreateAsync(claims);
        await CreateAsync(claims);

        Assert.That(await FindAsync(name + "@example.com"), Is.Null);
        Assert.That(await Store.AllByIdentifierAsync(name + "@example.com", CancellationToken.None), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_name_is_taken_across_kinds()
    {
        await CreateAsync($$"""{"preferred_username":"{{name}}","email":"{{name}}@example.com"}""");

        Assert.That((await TryCreateAsync($$"""{"preferred_username":"{{name.ToUpperInvariant()}}"}""")).Identifier, Is.EqualTo("preferred_username"));
        Assert.That((await TryCreateAsync($$"""{"customer_id":"{{name}}"}""")).Identifier, Is.EqualTo("customer_id"));
        Assert.That((await TryCreateAsync($$"""{"preferred_username":"{{name}}@example.com"}""")).Outcome, Is.EqualTo(AccountOutcome.IdentifierTaken), "somebody's e-mail");
        Assert.That((await TryCreateAsync($$"""{"email":"{{name}}"}""")).Identifier, Is.EqualTo("email"), "somebody's user name");
    }

    [Test]
    public async Task One_person_may_have_one_name_in_two_kinds()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}@example.com","email":"{{name}}@example.com","email_verified":true}""");

        Assert.That((await FindAsync(name + "@example.com"))?.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task An_update_moves_the_identifiers_and_frees_the_old_ones()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}"}""");

        var change = await Registry.UpdateAsync(id, JsonElement.Parse($$"""{"preferred_username":"new{{name}}","given_name":"Alice"}"""), "acme", CancellationToken.None);

        Assert.That(change.Outcome, Is.EqualTo(AccountOutcome.Saved));
        Assert.That(await FindAsync(name), Is.Null);
        var found = await FindAsync("new" + name);
        Assert.That(found?.Claim("given_name"), Is.EqualTo("Alice"));
        Assert.That(found?.Organization, Is.EqualTo("acme"));
        Assert.That((await TryCreateAsync($$"""{"preferred_username":"{{name}}"}""")).Outcome, Is.EqualTo(AccountOutcome.Saved));
    }

    [Test]
    public async Task The_same_claims_in_another_order_write_nothing()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}","address":{"locality":"Bern","country":"CH"},"roles":["administrator"]}""");
        var before = Rows;

        var change = await Registry.UpdateAsync(id,
            JsonElement.Parse($$"""{ "roles": ["administrator"], "address": { "country": "CH", "locality": "Bern" }, "preferred_username": "{{name}}" }"""), null, CancellationToken.None);

        Assert.That(change.Outcome, Is.EqualTo(AccountOutcome.Unchanged));
        Assert.That(Rows, Is.EqualTo(before));
    }

    [Test]
    public async Task Nobody_is_updated_by_an_unknown_id() =>
        Assert.That((await Registry.UpdateAsync(Guid.NewGuid(), JsonElement.Parse("{}"), null, CancellationToken.None)).Outcome, Is.EqualTo(AccountOutcome.NotFound));

    [Test]
    public async Task Credentials_come_with_the_person_in_the_clear()
    {
        var created = await Registry.CreateAsync(new NewAccount
        {
            Claims = JsonElement.Parse($$"""{"preferred_username":"{{name}}"}"""),
            PasswordHash = "hash of a password",
            TotpSecret = [1, 2, 3],
            MustChangePassword = true,
        }, CancellationToken.None);

        var found = await FindAsync(name);

        Assert.That(found?.Id, Is.EqualTo(created.Id));
        Assert.That(found?.Password?.SecretText(), Is.EqualTo("hash of a password"));
        Assert.That(found?.Totp?.Secret, Is.EqualTo((byte[])[1, 2, 3]));
        Assert.That(found?.MustChangePassword, Is.True);
        Assert.That(found?.PasswordChangedAt, Is.EqualTo(Backend.Clock.GetUtcNow()));
        Assert.That(found?.Active, Is.True);
    }

    [Test]
    public async Task A_new_password_moves_the_stamp_and_a_stronger_hash_does_not()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}"}""");
        await Registry.SetPasswordAsync(id, "first", mustChange: true, CancellationToken.None);
        var first = await FindAsync(name);

        Assert.That(await Store.TryRehashPasswordAsync(first!.Password!, "first, stronger", CancellationToken.None), Is.True);
        Assert.That(await Store.TryRehashPasswordAsync(first.Password!, "too late", CancellationToken.None), Is.False);
        var rehashed = await FindAsync(name);
        Assert.That(rehashed?.Password?.SecretText(), Is.EqualTo("first, stronger"));
        Assert.That(rehashed?.Stamp, Is.EqualTo(first.Stamp));

        await Registry.SetPasswordAsync(id, "second", mustChange: false, CancellationToken.None);
        Assert.That(await Store.TryRehashPasswordAsync(rehashed!.Password!, "of the old one", CancellationToken.None), Is.False);
        var second = await FindAsync(name);
        Assert.That(second?.Password?.SecretText(), Is.EqualTo("second"));
        Assert.That(second?.Stamp, Is.EqualTo(first.Stamp + 1));
        Assert.That(second?.MustChangePassword, Is.False);
    }

    [Test]
    public async Task An_authenticator_app_is_replaced_and_removed()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}"}""");
        await Registry.SetTotpSecretAsync(id, Encoding.ASCII.GetBytes("first"), CancellationToken.None);
        await Registry.SetTotpSecretAsync(id, Encoding.ASCII.GetBytes("second"), CancellationToken.None);
        Assert.That((await FindAsync(name))?.Totp?.SecretText(), Is.EqualTo("second"));

        Assert.That(await Registry.SetTotpSecretAsync(id, null, CancellationToken.None), Is.True);

        Assert.That((await FindAsync(name))?.Totp, Is.Null);
    }

    [Test]
    public async Task A_removed_person_is_gone_with_names_and_credentials()
    {
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}"}""");
        await Registry.SetPasswordAsync(id, "hash", mustChange: false, CancellationToken.None);

        Assert.That(await Registry.RemoveAsync(id, CancellationToken.None), Is.True);

        Assert.That(await Store.FindAsync(id, CancellationToken.None), Is.Null);
        Assert.That(await FindAsync(name), Is.Null);
        Assert.That(await Registry.RemoveAsync(id, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task A_role_is_found_as_a_whole_word_among_active_people()
    {
        var role = "r" + name;
        var id = await CreateAsync($$"""{"preferred_username":"{{name}}","roles":["{{role}}x","{{role}}"]}""");
        Assert.That((await Store.FindAsync(id, CancellationToken.None))?.HasRole(role), Is.True);
        Assert.That(await Registry.AnyHasRoleAsync(role, CancellationToken.None), Is.True);
        Assert.That(await Registry.AnyHasRoleAsync(role[1..], CancellationToken.None), Is.False);

        await Registry.DisableAsync(id, CancellationToken.None);

        Assert.That(await Registry.AnyHasRoleAsync(role, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task A_setup_link_makes_one_account_and_is_not_spent_by_a_failure()
    {
        var tokens = Backend.Get<SetupTokenStore>();
        await CreateAsync($$"""{"preferred_username":"{{name}}"}""");
        var token = await tokens.CreateAsync(TimeSpan.FromHours(1), CancellationToken.None);
        Assert.That(await tokens.IsLiveAsync(token, CancellationToken.None), Is.True);
        Assert.That(await tokens.IsLiveAsync(token + "A", CancellationToken.None), Is.False);

        Assert.That(await WithTokenAsync(name), Is.EqualTo(AccountOutcome.IdentifierTaken));
        Assert.That(await WithTokenAsync("admin" + name), Is.EqualTo(AccountOutcome.Saved));
        Assert.That(await WithTokenAsync("again" + name), Is.EqualTo(AccountOutcome.SetupTokenSpent));
        Assert.That(await tokens.IsLiveAsync(token, CancellationToken.None), Is.False);

        async Task<AccountOutcome> WithTokenAsync(string username) => (await Registry.CreateAsync(
            new NewAccount { Claims = JsonElement.Parse($$"""{"preferred_username":"{{username}}"}"""), SetupToken = token }, CancellationToken.None)).Outcome;
    }

    [Test]
    public async Task A_setup_link_ends_after_its_hour()
    {
        var tokens = Backend.Get<SetupTokenStore>();
        var token = await tokens.CreateAsync(TimeSpan.FromHours(1), CancellationToken.None);

        Backend.Clock.Advance(TimeSpan.FromHours(1));

        Assert.That(await tokens.IsLiveAsync(token, CancellationToken.None), Is.False);
    }

    private async Task<Guid> CreateAsync(string claims) => (await TryCreateAsync(claims)).Id!.Value;

    private Task<AccountChange> TryCreateAsync(string claims) =>
        Registry.CreateAsync(new NewAccount { Claims = JsonElement.Parse(claims) }, CancellationToken.None);

    private ValueTask<Account?> FindAsync(string identifier) => Store.FindByIdentifierAsync(identifier, CancellationToken.None);
}
