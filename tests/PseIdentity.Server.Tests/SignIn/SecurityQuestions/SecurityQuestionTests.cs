using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Server.Tests.Accounts;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.SecurityQuestions;

/// <summary>People of an organisation that asks for two security questions.</summary>
[NonParallelizable]
internal sealed class SecurityQuestionTests : AccountPages
{
    private const string NewPassword = "Wandering-Teapot-42-Lighthouse";

    private static readonly (string, string)[] Answers = [("question-1", "first-job"), ("answer-1", "The Bakery"), ("question-2", "hiding-place"), ("answer-2", "under the stairs")];

    protected override void Add(JsonObject document) =>
        document["organizations"]!.AsArray().Add(JsonNode.Parse("""{ "name": "asking", "display_name": "Asking", "policy": { "security_questions": 2 } }"""));

    [Test]
    public async Task They_are_answered_on_the_way_in_and_only_once()
    {
        var person = await PersonAsync(organization: "asking");
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, person.PreferredUsername!);
        Assert.That(browser.PageName, Is.EqualTo("questions"));

        await browser.PressAsync("questions-submit", ("answer-1", "x"), ("answer-2", "under the stairs"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("too short"));
        Assert.That(browser.Page.GetElementById("answer-2")!.GetAttribute("value"), Is.EqualTo("under the stairs"), "nothing typed is lost");
        await browser.PressAsync("questions-submit", Answers);

        Assert.That(portal.Answer(browser), Does.ContainKey("code"));
        using var again = await AtSignInAsync(Portal());
        await TypeAsync(again, person.PreferredUsername!);
        Assert.That(again.Left, Is.Not.Null);
        Assert.That((await Inbox.NextAsync("answered the security questions", person.Email)).To, Is.EqualTo(person.Email));
        Assert.That(await EventsAsync(person), Does.Contain("questions.answered"));
    }

    [Test]
    public async Task No_page_leads_around_them()
    {
        var person = await PersonAsync(organization: "asking");
        using var portal = Portal();
        using var browser = await AtSignInAsync(portal);
        await TypeAsync(browser, person.PreferredUsername!);
        var page = browser.Address;

        foreach (var path in new[] { "/login", "/login/enroll", "/login/code", "/login/password", "/verify-email" })
        {
            await browser.GoAsync(path + page.Query);
            Assert.That(browser.PageName, Is.EqualTo("questions"), path);
        }
        await browser.GoAsync(portal.AuthorizeQuery(("prompt", "none")));
        Assert.That(portal.Answer(browser)["error"], Is.EqualTo("login_required"));
    }

    [Test]
    public async Task Nobody_else_is_asked()
    {
        using var browser = await SignedInAsync(await PersonAsync());

        Assert.That(browser.PageName, Is.EqualTo("account"));
        await browser.GoAsync("/account/security");
        Assert.That(browser.Shows("questions-change"), Is.False);
        await browser.GoAsync("/account/security/questions");
        Assert.That(browser.PageName, Is.EqualTo("account-security"));
    }

    [Test]
    public async Task The_database_and_the_export_hold_no_answer()
    {
        var person = await AnsweredAsync();

        var row = (await NowAsync(person))!.Find(CredentialKinds.Questions)!;
        Assert.That(row.SecretText(), Does.StartWith("AQAAAAI").And.Not.Contain("akery"), "a hash as passwords have");
        Assert.That(row.Data, Does.Contain("first-job").And.Not.Contain("akery"));
        var export = await Provider.Services.GetRequiredService<Server.Accounts.DataExport>().WriteAsync((await NowAsync(person))!, new(null, null, null), CancellationToken.None);
        Assert.That(Encoding.UTF8.GetString(export), Does.Contain("\"questions\"").And.Not.Contain("AQAAAAI").And.Not.Contain("akery"));
        Assert.That(Provider.Log.Text(), Does.Not.Contain("The Bakery"));
    }

    [Test]
    public async Task They_are_changed_on_the_security_page_and_cannot_be_removed_while_they_are_asked_for()
    {
        var person = await AnsweredAsync();
        using var browser = await SignedInAsync(person, "/account/security");
        Assert.That(browser.Page.QuerySelectorAll("[data-credential]"), Has.Length.EqualTo(1));
        Assert.That(browser.Shows("credential-remove"), Is.False);

        await browser.GoAsync("/account/security/questions");
        Assert.That(browser.Page.QuerySelector("#question-1 option[selected]")!.GetAttribute("value"), Is.EqualTo("first-job"));
        await browser.PressAsync("questions-submit", ("answer-1", "Smithy"), ("answer-2", "in the well"));

        Assert.That(browser.PageName, Is.EqualTo("account-security"));
        Assert.That(browser.TextOf("done"), Does.Contain("saved"));
        Assert.That((await CheckAsync(person, "smithy", "in the well")).IsRight, Is.True);
        Assert.That((await CheckAsync(person, "The Bakery", "under the stairs")).IsRight, Is.False);
    }

    [Test]
    public async Task A_forgotten_password_takes_the_mail_the_second_factor_and_the_answers()
    {
        var person = await AnsweredAsync(Base32.Decode(Installation.TotpSecret));
        using var browser = await AtLinkAsync(person);
        Assert.That(browser.Shows("answer-1"), Is.False, "the second factor first");
        await browser.PressAsync("recover-submit", ("code", Code()));
        Assert.That(browser.Shows("new-password"), Is.False);
        Assert.That(browser.Page.QuerySelector("label[for=answer-1]")!.TextContent, Does.Contain("first money"));

        await browser.PostAsync([new("new-password", NewPassword), new("confirm-password", NewPassword)]);
        Assert.That(browser.Shows("recover-done"), Is.False, "a password without the answers is not heard");
        await browser.PressAsync("recover-submit", ("answer-1", "the bakery"), ("answer-2", "elsewhere"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("not right"));
        await browser.PressAsync("recover-submit", ("answer-1", "the  BAKERY."), ("answer-2", "Under-the-stairs"));
        await browser.PressAsync("recover-submit", ("new-password", NewPassword), ("confirm-password", NewPassword));

        Assert.That(browser.Shows("recover-done"), Is.True, browser.TextOf("form-error"));
        Assert.That(await EventsAsync(person), Does.Contain("recovery.questions_answered"));
    }

    [Test]
    public async Task Answers_that_were_given_with_nothing_but_the_password_count_once_their_owner_had_days_to_object()
    {
        var person = await AnsweredAsync();
        using var browser = await AtLinkAsync(person, afterDays: 1);
        Assert.That(browser.Shows("new-password"), Is.True, "a thief of the password could have given them");
        await browser.PressAsync("recover-submit", ("new-password", NewPassword), ("confirm-password", NewPassword));

        Assert.That(browser.Shows("recover-done"), Is.True);
        Assert.That((await NowAsync(person))!.Has(CredentialKinds.Questions), Is.False);
    }

    [Test]
    public async Task Answers_in_one_browser_count_in_no_other()
    {
        var person = await AnsweredAsync();
        using var browser = await AtLinkAsync(person);
        await browser.PressAsync("recover-submit", ("answer-1", "the bakery"), ("answer-2", "under the stairs"));
        Assert.That(browser.Shows("new-password"), Is.True);
        using var other = new HttpBrowser(Issuer);
        await other.GoAsync(browser.Address);

        Assert.That(other.Shows("new-password"), Is.False);
        Assert.That(other.Shows("answer-1"), Is.True);
    }

    [Test]
    public async Task After_five_wrong_answers_not_even_right_ones_are_heard_for_a_while()
    {
        var person = await AnsweredAsync();
        using var browser = await AtLinkAsync(person);
        for (var i = 0; i < 5; i++)
            await browser.PressAsync("recover-submit", ("answer-1", "wrong"), ("answer-2", "wrong too"));
        await browser.PressAsync("recover-submit", ("answer-1", "the bakery"), ("answer-2", "under the stairs"));

        Assert.That(browser.Shows("new-password"), Is.False);
        Assert.That(browser.TextOf("form-error"), Does.Contain("UTC"));
    }

    [Test]
    public async Task Twenty_guesses_at_once_pass_no_limit_of_five()
    {
        var person = await AnsweredAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CheckAsync(person, "wrong", $"guess {i}")));

        Assert.That(outcomes.Count(outcome => outcome.LockedUntil is null), Is.EqualTo(5));
    }

    [Test]
    public async Task Somebody_without_answers_recovers_with_what_there_is_and_answers_at_the_next_sign_in()
    {
        var person = await PersonAsync(organization: "asking");
        using var browser = await AtLinkAsync(person);
        Assert.That(browser.Shows("new-password"), Is.True);
        await browser.PressAsync("recover-submit", ("new-password", NewPassword), ("confirm-password", NewPassword));
        using var later = await AtSignInAsync(Portal());
        await TypeAsync(later, person.PreferredUsername!, NewPassword);

        Assert.That(later.PageName, Is.EqualTo("questions"));
    }

    [Test]
    public async Task The_help_desk_resets_them_and_they_are_answered_anew()
    {
        var person = await AnsweredAsync();
        var removed = await Provider.Services.GetRequiredService<HelpDesk>().ResetFactorsAsync((await NowAsync(person))!, [CredentialKinds.Questions], "erika");
        Assert.That(removed, Is.EqualTo(new[] { CredentialKinds.Questions }));
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, person.PreferredUsername!);

        Assert.That(browser.PageName, Is.EqualTo("questions"));
    }

    private async Task<Account> AnsweredAsync(byte[]? totp = null)
    {
        var person = await PersonAsync(totp, "asking");
        var chosen = new ChosenAnswer[] { new("first-job", "The Bakery"), new("hiding-place", "under the stairs") };
        var outcome = await Provider.Services.GetRequiredService<SecurityAnswers>().ChooseAsync(person, chosen, new(null, null, null), CancellationToken.None);
        Assert.That(outcome, Is.TypeOf<AnswersOutcome.Saved>());
        return person;
    }

    private async Task<Server.SignIn.SecondFactors.CodeOutcome> CheckAsync(Account person, params string[] answers) =>
        (await Provider.Services.GetRequiredService<SecurityAnswers>().CheckAsync((await NowAsync(person))!, answers, new(null, null, null), CancellationToken.None))!.Value;

    /// <summary>A browser that has opened the link of the mail.</summary>
    private async Task<HttpBrowser> AtLinkAsync(Account person, double afterDays = 4)
    {
        Clock.Advance(TimeSpan.FromDays(afterDays));
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/recover/password");
        await browser.PressAsync("recover-submit", ("identifier", person.PreferredUsername!));
        await browser.GoAsync(MailInbox.LinkIn((await Inbox.NextAsync("/recover/password/new", person.Email)).Text));
        return browser;
    }
}
