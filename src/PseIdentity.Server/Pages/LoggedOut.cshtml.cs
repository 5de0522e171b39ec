using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Pages;

/// <summary>Says what a sign-out has ended.</summary>
internal sealed class LoggedOutModel : PageModel
{
    public string? ClientName { get; private set; }

    public string? ReturnTo { get; private set; }

    public void OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is LoggedOutPage page)
            (ClientName, ReturnTo) = page;
    }
}
