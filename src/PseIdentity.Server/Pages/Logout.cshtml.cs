using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Pages;

/// <summary>Asks whether to sign out (RP-Initiated Logout §2); the answer goes to the end-session endpoint.</summary>
internal sealed class LogoutModel : PageModel
{
    public string? ClientName { get; private set; }

    public string? Handle { get; private set; }

    public IActionResult OnGet()
    {
        // Opened by its own address there is nothing to confirm yet.
        if (HttpContext.Features.Get<PageAnswer>() is not LogoutConfirmPage asked)
            return this.SeeOther("/logout");
        (ClientName, Handle) = (asked.ClientName, asked.Handle);
        return Page();
    }
}
