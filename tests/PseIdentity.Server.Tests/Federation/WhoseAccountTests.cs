using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>Who gets which account, and what a provider may say of it.</summary>
internal sealed class WhoseAccountTests : CompanyPages
{
    private const string Staff = "staff-login";

    protected override IEnumerable<IdentityProvider> AllProviders() =>
    [
        .. base.AllProviders(),
        new()
        {
            Name = Staff, DisplayName = "Staff", Protocol = ScriptedUpstream.Name, Authority = "https://staff-login.example", Provisioning = "create",
            ClaimMappings = new Dictionary<string, string> { ["given_name"] = "first", ["email"] = "mail", ["active"] = "enabled" },
            RoleClaim = "groups", RoleMappings = new Dictionary<string, string> { ["Clerks"] = "teller", ["Bosses"] = "auditor" },
        },
        new() { Name = "closed-login", DisplayName = "Closed", Protocol = ScriptedUpstream.Name, Authority = "https://closed-login.example", Provisioning = "deny" },
    ];

    [Test]
    public async Task A_provider_that_creates_nobody_lets_in_nobody_new()
    {
        var who = Employee(claims => claims.Remove("email"));

        using var browser = await SignInAsync(who, "closed-login");

        AssertRefused(browser, FederationRefusals.NoAccount);
    }

    [Test]
    public async Task An_address_outside_the_proven_domains_gets_nothing()
    {
        var victim = await PersonAsync();
        var who = Employee(claims => claims["email"] = [victim.Email!]);

        using var browser = await SignInAsync(who);

        AssertRefused(browser, "federation.address_outside_domains");
        Assert.That(await AccountOfAsync(who), Is.Null);
    }

    [Test]
    public async Task An_address_of_another_company_gets_nothing()
    {
        var who = Employee(claims => claims["email"] = ["ceo@globex.example"]);

        using var browser = await SignInAsync(who);

        AssertRefused(browser, "federation.address_outside_domains");
    }

    [Test]
    public async Task The_same_address_proven_on_both_sides_is_the_same_person()
    {
        var person = await WorkerAsync("globex");
        var who = Employee(claims => claims["email"] = [person.Email!.ToUpperInvariant()]);

        using var browser = await SignInAsync(who, Globex);

        Assert.That(Party.Answer(browser), Does.ContainKey("code"));
        var account = await AccountOfAsync(who, Globex);
        Assert.That(account?.Id, Is.EqualTo(person.Id));
        Assert.That(account?.Organization, Is.EqualTo("globex"));
        Assert.That(account?.PreferredUsername, Is.EqualTo(person.PreferredUsername));
        Assert.That(await EventsAsync(person), Does.Contain("federation.linked"));
    }

    [Test]
    public async Task An_address_that_the_provider_does_not_call_proven_links_nobody()
    {
        var person = await WorkerAsync("globex");
        var who = Employee(claims => (claims["email"], claims["email_verified"]) = ([person.Email!], ["false"]));

        using var browser = await SignInAsync(who, Globex);

        AssertRefused(browser, FederationRefusals.LinkNeeded);
        Assert.That(await AccountOfAsync(who, Globex), Is.Null);
    }

    [Test]
    public async Task An_administrators_account_is_linked_by_nobodys_word()
    {
        var person = await WorkerAsync("globex", ("roles", new JsonArray("administrator")));
        var who = Employee(claims => claims["email"] = [person.Email!]);

        using var browser = await SignInAsync(who, Globex);

        AssertRefused(browser, FederationRefusals.LinkNeeded);
    }

    [Test]
    public async Task An_address_that_was_given_to_somebody_else_there_does_not_give_them_the_account()
    {
        var person = await WorkerAsync("globex");
        var first = Employee(claims => claims["email"] = [person.Email!]);
        using var before = await SignInAsync(first, Globex);
        var second = Employee(claims => claims["email"] = [person.Email!]);

        using var browser = await SignInAsync(second, Globex);

        AssertRefused(browser, FederationRefusals.LinkNeeded);
        Assert.That((await AccountOfAsync(first, Globex))?.Id, Is.EqualTo(person.Id));
    }

    [Test]
    public async Task A_disabled_account_is_not_signed_in_to()
    {
        var who = Employee();
        using var first = await SignInAsync(who);
        var account = await AccountOfAsync(who);
        await Registry.DisableAsync(account!.Id, CancellationToken.None);

        using var browser = await SignInAsync(who);

        AssertRefused(browser, FederationRefusals.Inactive);
        Assert.That(await EventsAsync(account), Does.Contain("federation.refused"));
    }

    [Test]
    public async Task An_address_that_changed_to_somebody_elses_stays_as_it_is()
    {
        var who = Employee();
        using var first = await SignInAsync(who);
        var victim = await WorkerAsync("acme");
        Said(who, "email", victim.Email!);

        using var browser = await SignInAsync(who);

        Assert.That(Party.Answer(browser), Does.ContainKey("code"));
        var account = await AccountOfAsync(who);
        Assert.That(account?.Email, Is.EqualTo($"{who}@acme.example"));
        Assert.That(await EventsAsync(account!), Does.Contain("federation.address_ignored"));
        Assert.That((await Accounts.FindByIdentifierAsync(victim.Email!, CancellationToken.None))?.Id, Is.EqualTo(victim.Id));
    }

    [TestCase("other@example.com", false), TestCase("new-name@acme.example", true)]
    public async Task An_address_follows_the_company_within_its_domains(string address, bool taken)
    {
        var who = Employee();
        using var first = await SignInAsync(who);
        var wanted = taken ? $"{who}-{address}" : address;
        Said(who, "email", wanted);

        using var browser = await SignInAsync(who);

        Assert.That((await AccountOfAsync(who))?.VerifiedEmail, Is.EqualTo(taken ? wanted : $"{who}@acme.example"));
    }

    [Test]
    public async Task A_user_name_that_is_taken_or_looks_like_anothers_address_gets_another()
    {
        var victim = await PersonAsync();
        var same = Employee(claims => claims["preferred_username"] = [victim.PreferredUsername!]);
        var squatter = Employee(claims => claims["preferred_username"] = ["ceo@globex.example"]);

        using var one = await SignInAsync(same);
        using var two = await SignInAsync(squatter);

        Assert.That((await AccountOfAsync(same))?.PreferredUsername, Is.EqualTo($"{same}@acme.example"));
        Assert.That((await AccountOfAsync(squatter))?.PreferredUsername, Is.EqualTo($"{squatter}@acme.example"));
    }

    [Test]
    public async Task Claims_come_under_the_names_that_are_mapped_and_roles_from_groups_that_are_mapped()
    {
        var who = Employee(claims =>
        {
            claims.Remove("email");
            (claims["first"], claims["given_name"], claims["roles"]) = (["Mapped"], ["Not this"], ["administrator"]);
            claims["groups"] = ["Clerks", "administrator", "Everybody"];
        });

        using var browser = await SignInAsync(who, Staff);

        var account = await AccountOfAsync(who, Staff);
        Assert.That(account?.Claim("given_name"), Is.EqualTo("Mapped"));
        Assert.That(account?.HasRole("teller"), Is.True);
        Assert.That(account?.HasRole("administrator"), Is.False);
    }

    [Test]
    public async Task Roles_are_taken_with_their_groups_and_others_stay()
    {
        var who = Employee(claims =>
        {
            claims.Remove("email");
            claims["groups"] = ["Clerks"];
        });
        using var first = await SignInAsync(who, Staff);
        var account = await AccountOfAsync(who, Staff);
        var claims = JsonNode.Parse(account!.Claims.GetRawText())!.AsObject();
        claims["roles"] = new JsonArray("teller", "given-here");
        await Registry.UpdateAsync(account.Id, System.Text.Json.JsonElement.Parse(claims.ToJsonString()), account.Organization, CancellationToken.None);
        Said(who, "groups", "Bosses");

        using var browser = await SignInAsync(who, Staff);

        account = await AccountOfAsync(who, Staff);
        Assert.That((account!.HasRole("teller"), account.HasRole("auditor"), account.HasRole("given-here")), Is.EqualTo((false, true, true)));
    }

    [Test]
    public async Task Somebody_whom_the_company_calls_inactive_is_signed_out_and_stays_out()
    {
        var who = Employee(claims => claims.Remove("email"));
        using var first = await SignInAsync(who, Staff);
        await first.GoAsync("/account");
        Assert.That(first.PageName, Is.EqualTo("account"));
        Said(who, "enabled", "false");

        using var browser = await SignInAsync(who, Staff);

        AssertRefused(browser, "federation.person_inactive");
        await first.GoAsync("/account");
        Assert.That(first.PageName, Is.Not.EqualTo("account"));
    }

    private UserRegistry Registry => (UserRegistry)Provider.Services.GetService(typeof(UserRegistry))!;

    // Somebody who has an address of the company before the company ever signed them in.
    private async Task<Account> WorkerAsync(string company, params (string, JsonNode)[] claims) =>
        await PersonAsync(claims: [("email", $"worker{Guid.NewGuid():N}@{company}.example"), .. claims]);
}
