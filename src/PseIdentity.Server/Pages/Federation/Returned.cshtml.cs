using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Pages.Federation;

/// <summary>Back from a company's provider, and going on at once.</summary>
internal sealed class ReturnedModel : PageModel
{
    public LeavingFor From { get; private set; }

    public string Company { get; private set; } = "";

    public string Target { get; private set; } = "";

    public IActionResult OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is not ReturnedPage answer)
            return this.Expired();
        (From, Company, Target) = (answer.From, answer.Company, answer.Target);
        return Page();
    }
}
