using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Pages.Account;

/// <summary>The code that shows that a new address is the person's.</summary>
internal sealed class EmailModel(RecentSignIn recent, EmailChange emails, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    [BindProperty(Name = "code-resend")]
    public string? Resend { get; set; }

    [BindProperty(Name = "code-cancel")]
    public string? Cancel { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public string? DoneBefore { get; set; }

    public string Sid { get; private set; } = "";

    public string Address { get; private set; } = "";

    public string? Error { get; private set; }

    public string? Done { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Email, ct));
        Done = text.Done(DoneBefore);
        return await emails.WaitingAsync(visit.Person, ct) is { } address ? Show(visit, address) : this.SeeOther(AccountPage.Profile);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit || await emails.WaitingAsync(visit.Person, ct) is not { } address)
            return this.SeeOther(AccountPage.Profile);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Email, ct));
        if (Cancel is not null)
        {
            await emails.ForgetAsync(visit.Person, ct);
            return this.SeeOther(AccountPage.Profile);
        }
        if (Resend is not null)
            return await emails.StartAsync(visit.Person, address, ct)
                ? this.SeeOther(AccountPage.After(AccountPage.Email, "code-sent"))
                : Show(visit, address, text["AccountEmail.Wait"]);

        var code = string.Concat((Code ?? "").Where(char.IsAsciiDigit));
        if (code.Length != EmailChange.Digits)
            return Show(visit, address, text["AccountEmail.Missing"]);
        return await emails.ConfirmAsync(visit.Person, code, Caller.Of(HttpContext, clientId: null), ct) switch
        {
            AccountOutcome.Saved or AccountOutcome.Unchanged => this.SeeOther(AccountPage.After(AccountPage.Profile, "email-changed")),
            AccountOutcome.IdentifierTaken => Show(visit, address, text["AccountEmail.Taken"]),
            _ => Show(visit, address, text["AccountEmail.Wrong"]),
        };
    }

    private PageResult Show(AccountVisit visit, string address, string? error = null)
    {
        (Sid, Address, Error) = (visit.Session.Sid, address, error);
        return Page();
    }
}
