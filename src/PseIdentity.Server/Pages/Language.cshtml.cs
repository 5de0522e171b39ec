using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages;

/// <summary>Keeps the language that somebody chose in the foot of a page, and leads back to that page.</summary>
internal sealed class LanguageModel(LanguageCookie cookie) : PageModel
{
    [BindProperty(Name = "language", SupportsGet = true)]
    public string? Language { get; set; }

    [BindProperty(Name = "instead-of", SupportsGet = true)]
    public string? InsteadOf { get; set; }

    [BindProperty(Name = "back", SupportsGet = true)]
    public string? Back { get; set; }

    public IActionResult OnGet()
    {
        // Browsers say where a request comes from (Fetch Metadata); what another site wants counts nothing.
        if (Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" && Languages.Find(Language) is { } language)
            cookie.Set(HttpContext, new ChosenLanguage(language, Languages.Find(InsteadOf)));
        Response.Headers.CacheControl = "no-store";
        Response.Headers.Location = Url.IsLocalUrl(Back) && Back.StartsWith('/') ? Back : Request.PathBase + "/help";
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
