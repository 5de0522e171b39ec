using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Enrollment;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages;

/// <summary>The account's address is shown to be its owner's, by a code.</summary>
internal sealed class VerifyEmailModel(SignInFlow flow, EmailVerification verification, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    [BindProperty(Name = "code-resend")]
    public string? Resend { get; set; }

    [BindProperty(Name = "start-again")]
    public string? StartAgain { get; set; }

    public PersonCard? Person { get; private set; }

    /// <summary>In full: its owner sees whether it is misspelled.</summary>
    public string? Address { get; private set; }

    public ResendCard? Sent { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (turn is not { Next: Step.VerifyEmail, Person: { } person })
            return this.SeeOther(turn.PathOf(turn.Next));
        var sending = await verification.FindAsync(person, ct);
        return Show(person, sending.IsWaiting ? sending : await verification.SendAsync(person, Caller.Of(HttpContext, turn.Client?.Id), ct));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (StartAgain is not null)
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        if (turn is not { Next: Step.VerifyEmail, Person: { } person })
            return this.SeeOther(turn.PathOf(turn.Next));
        var caller = Caller.Of(HttpContext, turn.Client?.Id);
        if (Resend is not null)
        {
            var waits = (await verification.FindAsync(person, ct)).ResendAt > clock.GetUtcNow();
            return Show(person, await verification.SendAsync(person, caller, ct), waits ? text["Code.Wait"].Value : null);
        }

        var (outcome, verified) = await verification.ConfirmAsync(person, Code, caller, ct);
        if (verified is not null)
            return this.SeeOther(await flow.AccountCompletedAsync(HttpContext, turn, verified, ct));
        return Show(person, await verification.FindAsync(person, ct), outcome.LockedUntil is { } until ? text.Locked(until, clock.GetUtcNow())
            : outcome.IsSpent ? text["Code.Spent"] : text["Code.SentWrong"]);
    }

    private PageResult Show(Storage.Users.Account person, Sending sending, string? error = null)
    {
        Person = PersonCard.Of(person);
        Address = person.Email;
        Sent = ResendCard.Of(sending, clock.GetUtcNow());
        Error = error;
        ModelState.Clear();
        return Page();
    }
}
