using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Enrollment;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages.Account;

/// <summary>An authenticator app is set up; it takes the place of the one before.</summary>
internal sealed class TotpModel(RecentSignIn recent, TotpEnrollment enrollment, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "ticket")]
    public string? Ticket { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    public string Sid { get; private set; } = "";

    public TotpOffer Offer { get; private set; } = new("", "", "", "");

    /// <summary>Whether an app is set up already, which this one replaces.</summary>
    public bool Replaces { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Totp, ct));
        return recent.IsRecent(visit) ? Show(visit) : this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Totp, ct));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Totp);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Totp, ct));

        var caller = Caller.Of(HttpContext, clientId: null);
        switch (await enrollment.ConfirmAsync(visit.Person, Ticket, Code, caller, ct, visit.Session.Sid))
        {
            case TotpConfirmation.Confirmed:
                return this.SeeOther(RecoveryCodes.Left(visit.Person) > 0 ? AccountPage.After(AccountPage.Security, "totp-added") : AccountPage.RecoveryCodes);
            case TotpConfirmation.Wrong:
                return Show(visit, text["Enroll.TotpWrong"]);
            default:
                return Show(visit, text["Enroll.TotpExpired"]);
        }
    }

    private PageResult Show(AccountVisit visit, string? error = null)
    {
        (Sid, Error) = (visit.Session.Sid, error);
        Replaces = visit.Person.Totp is not null;
        Offer = enrollment.Again(visit.Person, Ticket, Sid);
        return Page();
    }
}
