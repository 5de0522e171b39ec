using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages.Federation;

/// <summary>A company's sign-in did not work: what to do now, and what to tell the help desk.</summary>
internal sealed class CompanyRefusedModel(IStringLocalizer<Text> text) : PageModel
{
    public string Id { get; private set; } = "";

    /// <summary>As people know it.</summary>
    public string Company { get; private set; } = "";

    public string? TryAgain { get; private set; }

    public string? OtherWay { get; private set; }

    /// <summary>What log and audit call this request.</summary>
    public string TraceId => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>Which words: those for everything that only an operator understands are the general ones.</summary>
    public string Kind => Id switch
    {
        FederationRefusals.NoAccount => "NoAccount",
        FederationRefusals.LinkNeeded => "LinkNeeded",
        FederationRefusals.Inactive => "Inactive",
        FederationRefusals.Declined => "Declined",
        FederationRefusals.Unreachable or "federation.unavailable" => "Unreachable",
        "federation.subject_taken" => "Taken",
        _ => "",
    };

    public IActionResult OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is not CompanyRefusedPage answer)
            return this.Expired();
        (Id, Company, TryAgain, OtherWay) = (answer.Id, answer.Company ?? text["CompanyRefused.YourCompany"], answer.TryAgain, answer.OtherWay);
        return Page();
    }
}
