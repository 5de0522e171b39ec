using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Pages;

/// <summary>The request behind a page is gone, or this browser cannot be told from others.</summary>
internal sealed class ExpiredModel(ProtocolCookies cookies) : PageModel
{
    public string? ClientName { get; private set; }

    public string? ReturnTo { get; private set; }

    /// <summary>Every request begins by setting a cookie, so a browser that comes back without one keeps none.</summary>
    public bool CookiesAreBlocked { get; private set; }

    public void OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is not ExpiredPage page)
            return;
        (ClientName, ReturnTo) = page;
        CookiesAreBlocked = cookies.FindBrowser(HttpContext) is null;
    }
}
