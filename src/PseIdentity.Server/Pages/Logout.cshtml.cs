using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages;

/// <summary>Asks whether to sign out (RP-Initiated Logout §2); the answer goes to the end-session endpoint.</summary>
internal sealed class LogoutModel : PageModel
{
    public string? ClientName { get; private set; }

    public string? Handle { get; private set; }

    /// <summary>The endpoint, with the language that was asked for: the last page is to speak it, too.</summary>
    public string Action => Request.PathBase + "/logout" + (Request.Query[PageLanguage.Parameter].ToString() is { Length: > 0 } languages ? QueryString.Create(PageLanguage.Parameter, languages) : default);

    public IActionResult OnGet()
    {
        // Opened by its own address there is nothing to confirm yet.
        if (HttpContext.Features.Get<PageAnswer>() is not LogoutConfirmPage asked)
            return this.SeeOther("/logout");
        (ClientName, Handle) = (asked.ClientName, asked.Handle);
        return Page();
    }
}
