using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Pages.Account;

/// <summary>Another password, because its owner wants one.</summary>
internal sealed class PasswordModel(RecentSignIn recent, PasswordChange change, PasswordRules rules, PersonalWords words, OwnSessions sessions, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "current-password")]
    public string? Current { get; set; }

    [BindProperty(Name = "new-password")]
    public string? New { get; set; }

    [BindProperty(Name = "confirm-password")]
    public string? Confirmation { get; set; }

    [BindProperty(Name = "sessions-end-others")]
    public bool EndOthers { get; set; }

    public string Sid { get; private set; } = "";

    public PersonCard? Person { get; private set; }

    public IReadOnlyList<string> Errors { get; private set; } = [];

    public PasswordMeter Meter { get; private set; } = new(0, 0, []);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Password, ct));
        if (await ElsewhereAsync(visit, ct) is { } elsewhere)
            return elsewhere;
        EndOthers = true;
        return Show(visit);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Password);
        if (await ElsewhereAsync(visit, ct) is { } elsewhere)
            return elsewhere;
        if (Current is null || New is null || Confirmation is null)
            return Show(visit, text["ChangePassword.Missing"]);
        if (!string.Equals(New, Confirmation, StringComparison.Ordinal))
            return Show(visit, text["ChangePassword.Different"]);

        var caller = Caller.Of(HttpContext, clientId: null);
        switch (await change.ChangeAsync(visit.Person, Current, New, caller, ct))
        {
            case PasswordChangeOutcome.Changed changed:
                if (EndOthers)
                    await sessions.EndOthersAsync(visit.Session, caller, CancellationToken.None);
                return this.SeeOther(AccountPage.After(AccountPage.Security, "password-changed"));
            case PasswordChangeOutcome.Unfit unfit:
                return Show(visit, [.. unfit.Faults.Select(fault => text.Fault(fault))]);
            case PasswordChangeOutcome.Refused { Check: PasswordOutcome.Locked locked }:
                return Show(visit, text.Locked(locked.Until, clock.GetUtcNow()));
            case PasswordChangeOutcome.Refused { Check: PasswordOutcome.Busy }:
                Show(visit, text["Error.Busy"]);
                return this.Busy(PasswordHashing.RetryAfter);
            default:
                return Show(visit, text["ChangePassword.CurrentWrong"]);
        }
    }

    private async Task<IActionResult?> ElsewhereAsync(AccountVisit visit, CancellationToken ct) =>
        visit.Person.Password is null ? this.SeeOther(AccountPage.Security)
        : recent.IsRecent(visit) ? null
        : this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Password, ct));

    private PageResult Show(AccountVisit visit, params string[] errors)
    {
        Sid = visit.Session.Sid;
        Person = PersonCard.Of(visit.Person);
        Meter = new PasswordMeter(rules.Shortest(SignInPolicies.HasSecondFactor(visit.Person)), rules.Longest, words.Shown(visit.Person));
        Errors = errors;
        return Page();
    }
}
