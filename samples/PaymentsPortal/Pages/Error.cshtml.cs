using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PaymentsPortal.OpenIdConnect;

namespace PaymentsPortal.Pages;

/// <summary>One plain page for everything that goes wrong; what a provider wrote is shown as text.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "Something went wrong";

    public string Code { get; private set; } = "error";

    public string Description { get; private set; } = "The portal could not answer this request.";

    public void OnGet(int? status) => Explain(status);

    public void OnPost(int? status) => Explain(status);

    private void Explain(int? status)
    {
        switch (HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error, status)
        {
            case (SignInException { Error: "access_denied" } denied, _):
                (Heading, Code, Description) = ("You did not sign in", denied.Error, "The sign-in was cancelled, or access was not allowed. Nothing has changed.");
                break;
            case (SignInException failure, _):
                (Heading, Code, Description) = ("The sign-in did not work", failure.Error, failure.Message);
                break;
            case (null, 404):
                (Heading, Code, Description) = ("There is no such page", "not_found", "The address may have been typed wrongly, or the page has moved.");
                break;
            case (null, 400):
                (Heading, Code, Description) = ("This page was too old", "invalid_request", "Please go back to the start and try once more.");
                break;
        }
    }
}
