using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages.Account;

/// <summary>New recovery codes, shown once.</summary>
internal sealed class RecoveryCodesModel(RecentSignIn recent, RecoveryCodes recovery) : PageModel
{
    public string Sid { get; private set; } = "";

    public int Left { get; private set; }

    /// <summary>Those that were made just now; null before the person asks for them.</summary>
    public RecoveryCodesCard? Card { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.RecoveryCodes, ct));
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.RecoveryCodes, ct));
        (Sid, Left) = (visit.Session.Sid, RecoveryCodes.Left(visit.Person));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.RecoveryCodes);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.RecoveryCodes, ct));
        var caller = Caller.Of(HttpContext, clientId: null);
        var codes = await recovery.IssueAsync(visit.Person, caller, ct, tells: true);

        // The codes stand in the answer to the POST and nowhere else: a reload asks before it makes others.
        (Sid, Card) = (visit.Session.Sid, new RecoveryCodesCard(codes, codes.Count, HasEnrolled: false));
        return Page();
    }
}
