using System.Text.Json.Nodes;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>A new password is chosen on the way, over HTTP.</summary>
[NonParallelizable]
internal sealed class NewPasswordTests : PasswordScenes
{
    private const string First = "drei blaue Kamele";
    private const string Second = "vier rote Elefanten";

    protected override IEnumerable<JsonObject> People =>
    [
        Person("frida", "password", Password, mustChange: true),
        Person("gerd", "password", Password, mustChange: true),
        new() { ["preferred_username"] = "hanna", ["family_name"] = "Winterfeld", ["birthdate"] = "1990-02-28", ["password"] = Password, ["must_change_password"] = true, ["organization"] = "acme" },
        new() { ["preferred_username"] = "ida", ["password"] = Password, ["organization"] = "acme" },
        new() { ["preferred_username"] = "jost", ["password"] = Password, ["organization"] = "acme" },
    ];

    [Test]
    public async Task Every_fault_is_said_in_a_sentence_of_its_own()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "frida");
        await ChangeAsync(browser, Password, "frida1");

        Assert.That(browser.Page.QuerySelectorAll("#form-error li").Select(item => item.TextContent), Has.Exactly(2).Items);
        Assert.That(browser.TextOf("form-error"), Does.Contain("12 characters").And.Contain("“frida”"));
        Assert.That(browser.Page.QuerySelectorAll("input[type=password][value]"), Is.Empty);
    }

    [TestCase("at-Winterfeld-house")]
    [TestCase("born 28021990 at noon")]
    [TestCase("at work with acme now")]
    public async Task What_the_account_tells_others_may_not_be_in_it(string password)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "hanna");
        await ChangeAsync(browser, Password, password);

        Assert.That(browser.TextOf("form-error"), Does.Contain("others know"));
        Assert.That(browser.Page.QuerySelector(".strength")?.GetAttribute("data-words"), Does.Contain("Winterfeld").And.Not.Contain("1990"), "the page tells nothing that it does not show");
    }

    [Test]
    public async Task The_fields_are_made_for_password_managers_and_take_what_is_pasted()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "hanna");

        Assert.That(browser.Page.GetElementById("current-password")?.GetAttribute("autocomplete"), Is.EqualTo("current-password"));
        Assert.That(browser.Page.GetElementById("new-password")?.GetAttribute("autocomplete"), Is.EqualTo("new-password"));
        Assert.That(browser.Page.QuerySelectorAll("[maxlength], [onpaste]"), Is.Empty, "what is too long is said, and not cut off");
    }

    [Test]
    public async Task A_former_password_is_not_chosen_again()
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "gerd");
        await ChangeAsync(browser, Password, First);
        Assert.That(browser.Left, Is.Not.Null);

        await MustChangeAsync("gerd");
        using var again = await AtSignInAsync(Portal());
        await TypeAsync(again, "gerd", First);
        await ChangeAsync(again, First, Password);
        Assert.That(again.TextOf("form-error"), Does.Contain("had this password before"));
        await ChangeAsync(again, First, First);
        Assert.That(again.TextOf("form-error"), Does.Contain("same as the current one"));
        await ChangeAsync(again, First, Second);
        Assert.That(again.Left, Is.Not.Null);
    }

    [Test]
    public async Task A_password_that_has_become_too_old_is_replaced_on_the_way_to_where_the_person_was_going()
    {
        Clock.Advance(TimeSpan.FromDays(91));
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, "ida");

        Assert.That(browser.PageName, Is.EqualTo("change-password"));
        Assert.That(browser.Page.QuerySelector("main .lead")?.TextContent, Does.Contain("age that your organization allows"));

        await ChangeAsync(browser, Password, First);
        Assert.That((await ClaimsAsync(portal, browser)).GetProperty("amr")[0].GetString(), Is.EqualTo("pwd"));

        using var again = await AtSignInAsync(portal);
        await TypeAsync(again, "ida", First);
        Assert.That(again.Left, Is.Not.Null, "the new one is new");
    }

    [Test]
    public async Task The_same_password_in_another_spelling_of_its_letters_signs_in()
    {
        Clock.Advance(TimeSpan.FromDays(91));
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, "jost");
        await ChangeAsync(browser, Password, "sch\u00f6ne gr\u00fcne H\u00fcgel");
        Assert.That(browser.Left, Is.Not.Null);

        using var elsewhere = await AtSignInAsync(Portal());
        await TypeAsync(elsewhere, "jost", "scho\u0308ne gru\u0308ne Hu\u0308gel");
        Assert.That(elsewhere.Left, Is.Not.Null, "decomposed");
        using var wrong = await AtSignInAsync(Portal());
        await TypeAsync(wrong, "jost", "SCH\u00d6NE gr\u00fcne H\u00fcgel");
        Assert.That(wrong.Left, Is.Null, "in another case");
    }

    private async Task MustChangeAsync(string userName)
    {
        var registry = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<PseIdentity.Storage.Users.UserRegistry>(Provider.Services);
        await registry.SetMustChangePasswordAsync((await AccountAsync(userName)).Id, mustChange: true, CancellationToken.None);
    }
}
