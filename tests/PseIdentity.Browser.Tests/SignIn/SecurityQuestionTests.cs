using NUnit.Framework;
using PseIdentity.Browser.Tests.Looks;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>Security questions (J22): answered on the way in, asked after the mail of a forgotten password.</summary>
public sealed class SecurityQuestionTests : Journey
{
    private const string NewPassword = "Wandering-Teapot-42-Lighthouse";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task They_are_answered_once_and_asked_when_the_password_was_forgotten(Variant variant)
    {
        var person = People.Asked();
        var visitor = await ComesAsync(variant);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(person);
        await visitor.FillAsync("code", person.Code);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("questions");
        await visitor.FillAsync("answer-1", "no");
        await visitor.FillAsync("answer-2", "Under the stairs");
        await visitor.PressAsync("questions-submit");
        await Expect(visitor["form-error"]).ToContainTextAsync("too short");
        await visitor.FillAsync("answer-1", "Miss Honey");
        await visitor.PressAsync("questions-submit");
        await visitor.IsOnAsync("portal-dashboard");

        var later = await ComesAsync(variant);
        await later.GoAsync(Demo.Provider, "/recover/password");
        await later.FillAsync("identifier", person.UserName);
        await later.PressAsync("recover-submit");
        await later.Page.GotoAsync((await Mail.LinkAsync(person.Email, "/recover/password/new")).ToString());
        await later.FillAsync("code", person.NextCode);
        await later.PressAsync("recover-submit");
        await later.FillAsync("answer-1", "miss honey");
        await later.FillAsync("answer-2", "in the well");
        await later.PressAsync("recover-submit");
        await Expect(later["form-error"]).ToBeVisibleAsync();
        await later.FillAsync("answer-1", "MISS HONEY.");
        await later.FillAsync("answer-2", "under-the-stairs");
        await later.PressAsync("recover-submit");
        await later.FillAsync("new-password", NewPassword);
        await later.FillAsync("confirm-password", NewPassword);
        await later.PressAsync("recover-submit");
        await Expect(later["recover-done"]).ToBeVisibleAsync();

        await later.PressAsync("recover-continue");
        await later.EnterPasswordAsync(person with { Password = NewPassword });
        await later.IsOnAsync("second-factor");
    }

    [Test]
    public async Task A_keyboard_alone_answers_them()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        var person = People.Asked();
        await visitor.SignInAtAccountAsync(person, next: "second-factor");
        await visitor.FillAsync("code", person.Code);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("questions");
        await visitor.TabToAsync(visitor["question-1"]);
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.TabToAsync(visitor["answer-1"]);
        await visitor.Page.Keyboard.TypeAsync("the bakery");
        await visitor.TabToAsync(visitor["question-2"]);
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.TabToAsync(visitor["answer-2"]);
        await visitor.Page.Keyboard.TypeAsync("lisbon");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.IsOnAsync("account");
    }

    [Test]
    public async Task Their_pages_keep_nobody_out()
    {
        var person = People.Asked();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.SignInAtAccountAsync(person, next: "second-factor");
        await visitor.FillAsync("code", person.Code);
        await visitor.PressAsync("code-submit");
        await visitor.IsOnAsync("questions");
        var complaints = new List<string>(await visitor.LookAsync("questions"));
        await visitor.FillAsync("answer-1", "no");
        await visitor.FillAsync("answer-2", "first");
        await visitor.PressAsync("questions-submit");
        complaints.AddRange(await visitor.LookAsync("questions-error"));
        await visitor.FillAsync("answer-1", "the bakery");
        await visitor.FillAsync("answer-2", "under the stairs");
        await visitor.PressAsync("questions-submit");
        await visitor.IsOnAsync("account");
        await visitor.GoAsync(Demo.Provider, "/account/security");
        complaints.AddRange(await visitor.LookAsync("account-security-questions"));
        await visitor.PressAsync("questions-change");
        await visitor.IsOnAsync("account-questions");
        complaints.AddRange(await visitor.LookAsync("account-questions"));

        var later = await ComesAsync(Variant.Desktop);
        await later.GoAsync(Demo.Provider, "/recover/username");
        complaints.AddRange(await later.LookAsync("recover-username-phone"));
        await later.GoAsync(Demo.Provider, "/recover/password");
        await later.FillAsync("identifier", person.UserName);
        await later.PressAsync("recover-submit");
        await later.Page.GotoAsync((await Mail.LinkAsync(person.Email, "/recover/password/new")).ToString());
        await later.FillAsync("code", person.NextCode);
        await later.PressAsync("recover-submit");
        await Expect(later["answer-2"]).ToBeVisibleAsync();
        complaints.AddRange(await later.LookAsync("recover-questions"));

        Assert.That(complaints, Is.Empty, string.Join(Environment.NewLine, complaints));
    }
}
