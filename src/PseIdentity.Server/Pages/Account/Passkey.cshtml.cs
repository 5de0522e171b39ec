using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Pages.Account;

/// <summary>Another passkey.</summary>
internal sealed class PasskeyModel(RecentSignIn recent, PasskeyEnrollment enrollment, ProtocolCookies cookies, PasskeyScope scope, IStringLocalizer<Text> text) : PageModel
{
    /// <summary>What the browser answered, by script (<c>RegistrationResponseJSON</c>).</summary>
    [BindProperty(Name = "passkey")]
    public string? PasskeyAnswer { get; set; }

    public string Sid { get; private set; } = "";

    /// <summary>Null where browsers make no passkeys at this address.</summary>
    public PasskeyCard? Passkey { get; private set; }

    public PasskeySignal? Signal { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Passkey, ct));
        return recent.IsRecent(visit) ? Show(visit) : this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Passkey, ct));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Passkey);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Passkey, ct));

        var caller = Caller.Of(HttpContext, clientId: null);
        var addition = await enrollment.AddAsync(PasskeyAnswer ?? "", cookies.FindOrSetBrowser(HttpContext), visit.Session.Sid, visit.Person, caller, ct);
        if (!addition.IsAdded)
            return Show(visit, text.PasskeyFault(addition.Fault));
        return this.SeeOther(AccountPage.After(AccountPage.Security, "passkey-added"));
    }

    private PageResult Show(AccountVisit visit, string? error = null)
    {
        (Sid, Error) = (visit.Session.Sid, error);
        Signal = PasskeySignal.Of(visit.Person, scope);
        Passkey = enrollment.IsUsable
            ? PasskeyCard.OfEnrollment(text["Enroll.Passkey"], enrollment.Ask(cookies.FindOrSetBrowser(HttpContext), Sid, visit.Person), PasskeyEndpoints.OwnOptions, enrollment.Lifetime)
            : null;
        return Page();
    }
}
