using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Pages.Account;

/// <summary>The account is closed for good, after its name was typed.</summary>
internal sealed class CloseModel(RecentSignIn recent, AccountClosing closing, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    public string Sid { get; private set; } = "";

    public string SignInName { get; private set; } = "";

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Close, ct));
        return recent.IsRecent(visit) ? Show(visit) : this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Close, ct));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Close);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Close, ct));
        if (Identifiers.Normalize(UserName ?? "") is not { } typed || !string.Equals(typed, Identifiers.Normalize(PersonName.SignInName(visit.Person)), StringComparison.Ordinal))
            return Show(visit, text["AccountClose.WrongName"]);
        return await closing.CloseAsync(HttpContext, visit) == ClosingOutcome.LastOfRole
            ? Show(visit, text["AccountClose.LastAdministrator"])
            : this.SeeOther(AccountPage.Closed);
    }

    private PageResult Show(AccountVisit visit, string? error = null)
    {
        (Sid, SignInName, Error) = (visit.Session.Sid, PersonName.SignInName(visit.Person), error);
        return Page();
    }
}
