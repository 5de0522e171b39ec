using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages.Recover;

/// <summary>Where the link of a mail leads that unlocks an account.</summary>
internal sealed class UnlockModel(RecoveryLinks links, RecoveryRequests requests, AccountUnlock locks) : PageModel
{
    [BindProperty(Name = "link", SupportsGet = true)]
    public string? Link { get; set; }

    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public bool IsDone { get; set; }

    /// <summary>Whose account it is; null where the link works no more.</summary>
    public PersonCard? Person { get; private set; }

    public string LoginPath => Pending is null ? StepPaths.Login : StepPaths.WithPending(StepPaths.Login, Uri.EscapeDataString(Pending));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!IsDone && await links.FindAsync(RecoveryWays.Unlock, Link, ct) is { } link)
            Person = PersonCard.Of(link.Person);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await links.FindAsync(RecoveryWays.Unlock, Link, ct) is not { } link)
            return Page();
        Pending ??= (await requests.FindAsync(HttpContext, RecoveryWays.Unlock, link.Page, ct))?.Pending;
        return await locks.UnlockAsync(link, Caller.Of(HttpContext, null))
            ? this.SeeOther("/recover/unlock/confirm?done=true" + (Pending is null ? "" : "&pending=" + Uri.EscapeDataString(Pending))) : Page();
    }
}
