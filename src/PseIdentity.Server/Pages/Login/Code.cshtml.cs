using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages.Login;

/// <summary>The second factor.</summary>
internal sealed class CodeModel(SignInFlow flow, TotpCheck totp, KnownDevices devices, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    [BindProperty(Name = "trust-device")]
    public bool TrustDevice { get; set; }

    [BindProperty(Name = "start-again")]
    public string? StartAgain { get; set; }

    public PersonCard? Person { get; private set; }

    public string? Error { get; private set; }

    /// <summary>For how many days this browser can be trusted; null where it cannot.</summary>
    public int? TrustDays { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        return turn.Next == Step.SecondFactor ? Show(turn) : this.SeeOther(turn.PathOf(turn.Next));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (StartAgain is not null)
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        if (turn is not { Next: Step.SecondFactor, Person: { } person })
            return this.SeeOther(turn.PathOf(turn.Next));

        // Apps show the digits in groups, and people type them so.
        var code = string.Concat((Code ?? "").Where(char.IsAsciiDigit));
        if (code.Length != Totp.Digits)
            return Show(turn, text["Code.Missing"]);

        var outcome = await totp.CheckAsync(person, code, Caller.Of(HttpContext, turn.Client?.Id), ct);
        if (outcome.IsRight)
            return this.SeeOther(await flow.SecondFactorProvenAsync(HttpContext, turn, person, new ProvenFactor(Factors.Totp, clock.GetUtcNow()), ct, TrustDevice));
        return Show(turn, outcome.LockedUntil is { } until ? text.Locked(until, clock.GetUtcNow()) : text["Code.Wrong"]);
    }

    private PageResult Show(SignInTurn turn, string? error = null)
    {
        Person = turn.Person is { } person ? PersonCard.Of(person) : null;
        Error = error;

        // Where an application asks for a level, a trusted device is asked for the factor all the same.
        TrustDays = devices.MayBeTrusted && turn.Policy?.Wanted is null ? (int)devices.TrustedFor.TotalDays : null;
        return Page();
    }
}
