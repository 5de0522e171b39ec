using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecurityQuestions;

namespace PseIdentity.Server.Pages.Account;

/// <summary>The security questions that the person's organisation asks for, answered anew.</summary>
internal sealed class QuestionsModel(RecentSignIn recent, OwnCredentials credentials, SecurityAnswers answers, IStringLocalizer<Text> text) : PageModel
{
    public string Sid { get; private set; } = "";

    public QuestionsCard Questions { get; private set; } = QuestionsCard.New(0, []);

    public IReadOnlyList<string> Errors { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Questions, ct));
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Questions, ct));
        return await credentials.QuestionsAskedAsync(visit.Person, ct) is > 0 and var count
            ? Show(visit, QuestionsCard.New(count, SecurityAnswers.QuestionsOf(visit.Person)))
            : this.SeeOther(AccountPage.Security);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Questions);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Questions, ct));
        if (await credentials.QuestionsAskedAsync(visit.Person, ct) is not (> 0 and var count))
            return this.SeeOther(AccountPage.Security);

        var chosen = QuestionsCard.Read(await Request.ReadFormAsync(ct), count);
        switch (await answers.ChooseAsync(visit.Person, chosen, Caller.Of(HttpContext, clientId: null), ct))
        {
            case AnswersOutcome.Unfit unfit:
                return Show(visit, QuestionsCard.Again(chosen, unfit.Faults), [.. QuestionsCard.Sentences(unfit.Faults, text)]);
            case AnswersOutcome.Busy:
                Show(visit, QuestionsCard.Again(chosen, []), text["Error.Busy"]);
                return this.Busy(PasswordHashing.RetryAfter);
            default:
                return this.SeeOther(AccountPage.After(AccountPage.Security, "questions-saved"));
        }
    }

    private PageResult Show(AccountVisit visit, QuestionsCard questions, params string[] errors)
    {
        (Sid, Questions, Errors) = (visit.Session.Sid, questions, errors);
        return Page();
    }
}
