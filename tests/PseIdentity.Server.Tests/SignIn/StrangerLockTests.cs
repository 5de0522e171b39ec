using System.Text.RegularExpressions;
using NUnit.Framework;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.Tests.SignIn.SecondFactors;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>What a stranger hears of locks follows from what was typed; what the owner's own device hears is the truth.</summary>
[NonParallelizable]
internal sealed partial class StrangerLockTests : FactorPages
{
    private const int Rounds = 8;

    [SetUp]
    public void LocksAreForgotten() => Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));

    [TestCase(2, 60, TestName = "An organisation that locks sooner and longer is not told from nobody")]
    [TestCase(12, 1, TestName = "One that locks later and shorter is not either")]
    [TestCase(5, 15, TestName = "Nor one that asks for nothing of its own")]
    public async Task Numbers_of_an_organisation_do_not_tell_its_people(int failures, int minutes)
    {
        var person = await OfAsync(failures, minutes);

        var known = await AnswersAsync([.. Enumerable.Repeat(person.PreferredUsername!, Rounds)]);
        var unknown = await AnswersAsync([.. Enumerable.Repeat("nobody-" + Guid.NewGuid().ToString("N"), Rounds)]);

        Assert.That(known, Is.EqualTo(unknown));
        Assert.That(known[^1], Does.Contain("15 minutes"));
    }

    [Test]
    public async Task A_lock_under_one_name_does_not_tell_that_another_is_the_same_account()
    {
        var person = await PersonAsync();
        await Get<UserRegistry>().MarkVerifiedAsync(person.Id, "email", person.Email!, CancellationToken.None);
        var (one, other) = ("nobody-" + Guid.NewGuid().ToString("N"), "nobody-" + Guid.NewGuid().ToString("N"));

        var same = await AnswersAsync([.. Enumerable.Repeat(person.PreferredUsername!, 6), .. Enumerable.Repeat(person.Email!, 6)]);
        var different = await AnswersAsync([.. Enumerable.Repeat(one, 6), .. Enumerable.Repeat(other, 6)]);

        Assert.That(same, Is.EqualTo(different));
    }

    [Test]
    public async Task The_right_password_is_not_heard_while_the_account_is_locked_and_the_answer_is_that_of_a_wrong_one()
    {
        var person = await OfAsync(2, 60);
        using var stranger = await AtSignInAsync(Portal());
        await TypeAsync(stranger, person.PreferredUsername!, "wrong");
        await TypeAsync(stranger, person.PreferredUsername!, "wrong");
        var wrong = stranger.TextOf("form-error");

        await TypeAsync(stranger, person.PreferredUsername!);

        Assert.That(stranger.PageName, Is.EqualTo("login"));
        Assert.That(stranger.TextOf("form-error"), Is.EqualTo(wrong));
        Clock.Advance(TimeSpan.FromMinutes(61));
        using var later = await SignedInAsync(person);
    }

    [Test]
    public async Task Of_twenty_guesses_at_once_under_two_names_of_one_account_five_are_compared()
    {
        var person = await PersonAsync();
        await Get<UserRegistry>().MarkVerifiedAsync(person.Id, "email", person.Email!, CancellationToken.None);
        var browsers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AtSignInAsync(Portal())));

        await Task.WhenAll(browsers.Select((browser, i) => TypeAsync(browser, i % 2 == 0 ? person.PreferredUsername! : person.Email!, "wrong")));

        Assert.That(await Get<Guesses>().FindLockAsync("password", person.Id.ToByteArray(), CancellationToken.None), Is.Not.Null);
        Assert.That(browsers.Count(browser => browser.TextOf("form-error")!.Contains("not right", StringComparison.Ordinal)), Is.EqualTo(10), "five for each name");
        await TypeAsync(browsers[0], person.Email!);
        Assert.That(browsers[0].Left, Is.Null);
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Test]
    public async Task The_owners_device_hears_the_truth_about_its_own_guesses_in_the_organisations_numbers()
    {
        var person = await OfAsync(2, 60);
        using var own = await SignedInAsync(person);
        await own.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        for (var i = 0; i < 3; i++)
            await TypeAsync(own, person.PreferredUsername!, "wrong");

        Assert.That(own.TextOf("form-error"), Does.Contain("60 minutes").Or.Contain("1 hour"));
    }

    [Test]
    public async Task Strangers_guesses_do_not_keep_the_owners_device_from_replacing_an_expired_password()
    {
        var person = await PersonAsync();
        using var own = await SignedInAsync(person);
        await Get<UserRegistry>().SetMustChangePasswordAsync(person.Id, true, CancellationToken.None);
        await AnswersAsync([.. Enumerable.Repeat(person.PreferredUsername!, 6)]);

        await own.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(own, person.PreferredUsername!);
        Assert.That(own.PageName, Is.EqualTo("change-password"));
        await own.PressAsync("password-submit", ("current-password", Password), ("new-password", "Wandering-Teapot-81-Lighthouse"), ("confirm-password", "Wandering-Teapot-81-Lighthouse"));

        Assert.That(own.Left, Is.Not.Null, own.Page.Body?.TextContent);
    }

    [Test]
    public async Task A_strangers_wrong_codes_do_not_keep_the_owners_device_from_a_right_one()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        using var own = await WithPasswordAsync(person);
        await SubmitAsync(own, Code());
        Assert.That(own.Left, Is.Not.Null);
        Clock.Advance(TimeSpan.FromMinutes(2));

        using var stranger = await WithPasswordAsync(person);
        for (var i = 0; i < 6; i++)
            await SubmitAsync(stranger, "000000");
        Assert.That(stranger.TextOf("form-error"), Does.Contain("15 minutes"));
        await own.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(own, person.PreferredUsername!);
        await SubmitAsync(own, Code());

        Assert.That(own.Left, Is.Not.Null, own.TextOf("form-error"));
    }

    // What a stranger's page says, guess after guess.
    private async Task<IReadOnlyList<string?>> AnswersAsync(string[] names)
    {
        using var browser = await AtSignInAsync(Portal());
        var answers = new List<string?>();
        foreach (var name in names)
        {
            await TypeAsync(browser, name, "wrong");
            answers.Add(browser.Status + " " + Times().Replace(browser.TextOf("form-error") ?? "", "…"));
        }
        return answers;
    }

    private async Task<HttpBrowser> SignedInAsync(Account person)
    {
        var browser = await WithPasswordAsync(person);
        Assert.That(browser.Left, Is.Not.Null, browser.TextOf("form-error"));
        return browser;
    }

    private async Task<Account> OfAsync(int failures, int minutes)
    {
        var name = "lock-" + Guid.NewGuid().ToString("N");
        await Get<OrganizationRegistry>().SaveAsync(new Organization { Name = name, DisplayName = name, Policy = new OrganizationPolicy { LockoutFailures = failures, LockoutMinutes = minutes } }, null, CancellationToken.None);
        return await PersonAsync(new NewAccount { Claims = default, Organization = name });
    }

    // The minute may turn between two tries.
    [GeneratedRegex(@"\d\d:\d\d")]
    private static partial Regex Times();
}
