using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Pages;

/// <summary>Carries the answer to the client in a form (OAuth 2.0 Form Post Response Mode §2).</summary>
internal sealed class FormPostModel : PageModel
{
    public string Action { get; private set; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; private set; } = [];

    public IActionResult OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is not FormPostPage answer)
            return this.Expired();
        Action = answer.Action;
        Fields = answer.Fields;
        return Page();
    }
}
