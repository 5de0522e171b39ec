using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PaymentsPortal.OpenIdConnect;
using PaymentsPortal.Payments;

namespace PaymentsPortal.Pages;

[Authorize]
internal sealed class DashboardModel(AccessTokens accessTokens, PaymentsApi api) : PageModel
{
    /// <summary>Shown once after a redirect, so that reloading the page does not pay again.</summary>
    [TempData]
    public string? LastAnswer { get; set; }

    [TempData]
    public string? Notice { get; set; }

    public PortalSession Session => HttpContext.Features.GetRequiredFeature<PortalSession>();

    public ApiAnswer? Answer { get; private set; }

    public void OnGet() => Answer = LastAnswer is null ? null : JsonSerializer.Deserialize<ApiAnswer>(LastAnswer);

    public async Task<IActionResult> OnPostRefreshAsync(CancellationToken ct)
    {
        if (Session.Tokens.RefreshToken is null)
            Notice = "There is no refresh token: this application did not ask for offline_access.";
        else if (!await accessTokens.RefreshAsync(Session, Session.Tokens, ct))
            return Challenge();
        else
            Notice = "Tokens refreshed.";

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostPayAsync(string reference, CancellationToken ct)
    {
        var bill = DemoData.Bills.FirstOrDefault(bill => bill.Reference == reference);
        if (bill is null)
            return BadRequest();
        if (await accessTokens.GetAsync(Session, ct) is not { } accessToken)
            return Challenge();

        var answer = await api.PayAsync(bill, accessToken, ct);
        if (answer.StepUp is { } stepUp)
        {
            // RFC 9470: the API says what it misses, and the provider is asked for that; then the person pays once more.
            Notice = $"{bill.Amount} needs a recent sign-in with a second factor. Once you are back, pay again.";
            return Redirect(stepUp.SignInPath(OpenIdConnect.SignIn.StartPage));
        }
        LastAnswer = JsonSerializer.Serialize(answer);
        return RedirectToPage(null, null, null, "api-result");
    }
}
