using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages.Recover;

/// <summary>What the page about lost factors shows.</summary>
internal enum FactorView
{
    /// <summary>Ways that are left, and the offer to wait.</summary>
    Ask,

    /// <summary>The same, without the offer.</summary>
    DeskOnly,
    Mailed,
    AskBegin,
    Waiting,
    Over,
    AskStop,
    Stopped,

    /// <summary>A link that works no more.</summary>
    Gone,
}

/// <summary>All second factors are lost: reached after the password, by the link of a mail, or by the link that stops it.</summary>
internal sealed class FactorModel(SignInFlow flow, RecoveryLinks links, FactorWaits waits, FactorRecovery factors, IOptions<RecoveryOptions> options, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "link", SupportsGet = true)]
    public string? Link { get; set; }

    [BindProperty(Name = "stop", SupportsGet = true)]
    public string? Stop { get; set; }

    [BindProperty(Name = "sent", SupportsGet = true)]
    public bool IsSent { get; set; }

    public FactorView Shown { get; private set; }

    /// <summary>When the wait ends.</summary>
    public DateTimeOffset Until { get; private set; }

    public int Days => (int)Math.Ceiling(options.Value.FactorWait.TotalDays);

    public string BackPath => StepPaths.WithPending(StepPaths.Login, Uri.EscapeDataString(Pending ?? ""));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Stop is not null)
            return Show(await waits.CanStopAsync(Stop, ct) ? FactorView.AskStop : FactorView.Gone);
        if (Link is not null)
            return Show(await links.FindAsync(RecoveryWays.Factor, Link, ct) is null ? FactorView.Gone : FactorView.AskBegin);
        return await flow.FindAsync(HttpContext, Pending, ct) is not { } turn ? this.Expired() : IsHere(turn) ? await ShowAsync(turn, ct) : this.SeeOther(turn.PathOf(turn.Next));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var caller = Caller.Of(HttpContext, null);
        if (Stop is not null)
            return Show(await factors.StopAsync(Stop, caller) ? FactorView.Stopped : FactorView.Gone);
        if (Link is not null)
            return await BeginAsync(Link, caller, ct);
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (!IsHere(turn) || turn.Person is not { } person)
            return this.SeeOther(turn.PathOf(turn.Next));
        if (await waits.FindAsync(person, ct) is { } until)
            return until <= clock.GetUtcNow() && await factors.GiveUpAsync(person, caller) ? this.SeeOther(turn.PathOf(Step.Password)) : await ShowAsync(turn, ct);
        await factors.SendLinkAsync(person, caller);
        return this.SeeOther(StepPaths.WithPending("/recover/factor", turn.Handle) + "&sent=true");
    }

    private async Task<IActionResult> BeginAsync(string token, Caller caller, CancellationToken ct)
    {
        if (await links.FindAsync(RecoveryWays.Factor, token, ct) is not { } link || await factors.BeginAsync(link, caller) is not { } until)
            return Show(FactorView.Gone);
        Until = until;
        return Show(FactorView.Waiting);
    }

    private async Task<IActionResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        if (turn.Person is not { } person || !factors.IsOpenTo(person))
            return Show(FactorView.DeskOnly);
        if (await waits.FindAsync(person, ct) is not { } until)
            return Show(IsSent ? FactorView.Mailed : FactorView.Ask);
        Until = until;
        return Show(until <= clock.GetUtcNow() ? FactorView.Over : FactorView.Waiting);
    }

    // The password was proven for this very sign-in, not by a session of before.
    private static bool IsHere(SignInTurn turn) => turn is { HasProof: true, Next: Step.SecondFactor, Person: not null };

    private PageResult Show(FactorView view)
    {
        Shown = view;
        return Page();
    }
}
