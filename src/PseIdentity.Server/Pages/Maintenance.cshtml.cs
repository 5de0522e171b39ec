using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Hardening;
using PseIdentity.Storage.Maintenance;

namespace PseIdentity.Server.Pages;

/// <summary>Nobody signs in at the moment, or at a time that is announced; in place of a page of a sign-in, or by its own address.</summary>
internal sealed class MaintenanceModel(MaintenanceStore maintenance, TimeProvider clock) : PageModel
{
    public bool IsOn { get; private set; }

    public MaintenanceCard Window { get; private set; } = new(default, default, null);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var asked = HttpContext.Features.Get<PageAnswer>() as MaintenancePage;
        var window = await maintenance.FindAsync(ct) ?? (asked is null ? null : new MaintenanceWindow(now, asked.Until, null));
        if (window is null)
            return this.SeeOther("/account");
        (IsOn, Window) = (window.IsOn(now), MaintenanceCard.Of(window));
        if (asked is null && IsOn)
            PageAnswers.Unavailable(Response, window.Until, now);
        return Page();
    }
}
