using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Hardening;

namespace PseIdentity.Server.Pages;

/// <summary>The frame that relying parties ask whether the sign-in has changed (Session Management §3.2); its script knows the cookie's name, and nobody sees it.</summary>
internal sealed class CheckSessionModel(SessionStates states) : PageModel
{
    public string CookieName => states.CookieName;

    public IActionResult OnGet()
    {
        if (!states.Enabled)
            return NotFound();
        ContentSecurityPolicy.Of(HttpContext).MayBeFramed = true;
        Response.Headers.CacheControl = "public, max-age=3600";
        return Page();
    }
}
