using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecurityQuestions;

namespace PseIdentity.Server.Pages.Login;

/// <summary>Security questions are answered on the way in, because the organisation asks for them.</summary>
internal sealed class QuestionsModel(SignInFlow flow, SecurityAnswers answers, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "start-again")]
    public string? StartAgain { get; set; }

    public PersonCard? Person { get; private set; }

    public QuestionsCard Questions { get; private set; } = QuestionsCard.New(0, []);

    public IReadOnlyList<string> Errors { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        return turn is { Next: Step.SecurityQuestions, Person: { } person, Policy: { } policy }
            ? Show(person, QuestionsCard.New(policy.SecurityQuestions, SecurityAnswers.QuestionsOf(person)))
            : this.SeeOther(turn.PathOf(turn.Next));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (StartAgain is not null)
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        if (turn is not { Next: Step.SecurityQuestions, Person: { } person, Policy: { } policy })
            return this.SeeOther(turn.PathOf(turn.Next));

        var chosen = QuestionsCard.Read(await Request.ReadFormAsync(ct), policy.SecurityQuestions);
        switch (await answers.ChooseAsync(person, chosen, Caller.Of(HttpContext, turn.Client?.Id), ct))
        {
            case AnswersOutcome.Unfit unfit:
                return Show(person, QuestionsCard.Again(chosen, unfit.Faults), [.. QuestionsCard.Sentences(unfit.Faults, text)]);
            case AnswersOutcome.Busy:
                Show(person, QuestionsCard.Again(chosen, []), text["Error.Busy"]);
                return this.Busy(PasswordHashing.RetryAfter);
            default:
                return this.SeeOther(await flow.AccountCompletedAsync(HttpContext, turn, person, ct));
        }
    }

    private PageResult Show(Storage.Users.Account person, QuestionsCard questions, params string[] errors)
    {
        (Person, Questions, Errors) = (PersonCard.Of(person), questions, errors);
        return Page();
    }
}
