using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Pages.Login;

/// <summary>A new password in place of one that somebody else chose, or that has become too old.</summary>
internal sealed class PasswordModel(SignInFlow flow, PasswordChange change, PasswordRules rules, PersonalWords words, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "current-password")]
    public string? Current { get; set; }

    [BindProperty(Name = "new-password")]
    public string? New { get; set; }

    [BindProperty(Name = "confirm-password")]
    public string? Confirmation { get; set; }

    [BindProperty(Name = "start-again")]
    public string? StartAgain { get; set; }

    public PersonCard? Person { get; private set; }

    public IReadOnlyList<string> Errors { get; private set; } = [];

    /// <summary>The password that is to be replaced was the person's own choice.</summary>
    public bool IsOwn { get; private set; }

    public PasswordMeter Meter { get; private set; } = new(0, 0, []);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        return turn.Next == Step.ChangePassword ? Show(turn) : this.SeeOther(turn.PathOf(turn.Next));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (StartAgain is not null)
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        if (turn is not { Next: Step.ChangePassword, Person: { } person })
            return this.SeeOther(turn.PathOf(turn.Next));
        if (Current is null || New is null || Confirmation is null)
            return Show(turn, text["ChangePassword.Missing"]);
        if (!string.Equals(New, Confirmation, StringComparison.Ordinal))
            return Show(turn, text["ChangePassword.Different"]);

        switch (await change.ChangeAsync(person, Current, New, Caller.Of(HttpContext, turn.Client?.Id), ct))
        {
            case PasswordChangeOutcome.Changed changed:
                return this.SeeOther(await flow.PasswordChangedAsync(HttpContext, turn, changed.Account, ct));
            case PasswordChangeOutcome.Unfit unfit:
                return Show(turn, [.. unfit.Faults.Select(fault => text.Fault(fault))]);
            case PasswordChangeOutcome.Refused { Check: PasswordOutcome.Locked locked }:
                return Show(turn, text.Locked(locked.Until, clock.GetUtcNow()));
            case PasswordChangeOutcome.Refused { Check: PasswordOutcome.Busy }:
                Show(turn, text["Error.Busy"]);
                return this.Busy(PasswordHashing.RetryAfter);
            default:
                return Show(turn, text["ChangePassword.CurrentWrong"]);
        }
    }

    private PageResult Show(SignInTurn turn, params string[] errors)
    {
        if (turn.Person is { } person)
        {
            Person = PersonCard.Of(person);
            IsOwn = !person.MustChangePassword;
            Meter = new PasswordMeter(rules.Shortest(SignInPolicies.HasSecondFactor(person)), rules.Longest, words.Shown(person));
        }
        Errors = errors;
        return Page();
    }
}
