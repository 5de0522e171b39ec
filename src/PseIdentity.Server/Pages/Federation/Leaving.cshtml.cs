using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Pages.Federation;

/// <summary>On the way to a company's provider; without scripts by a link or a button.</summary>
internal sealed class LeavingModel : PageModel
{
    public LeavingFor For { get; private set; }

    public string Company { get; private set; } = "";

    public string Target { get; private set; } = "";

    /// <summary>What is posted there; null for a link.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Fields { get; private set; }

    public bool IsSignOut => For == LeavingFor.SignOut;

    public IActionResult OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is not LeavingPage answer)
            return this.Expired();
        (For, Company, Target, Fields) = (answer.For, answer.Company, answer.Target, answer.Form);
        return Page();
    }
}
