using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Server.Sms;

namespace PseIdentity.Server.Pages.Recover;

/// <summary>Where somebody says who they are, and then waits for a mail. It answers everybody alike.</summary>
internal sealed class AskModel(RecoveryRequests requests, Mailer mailer, TextMessages texts, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "way", SupportsGet = true)]
    public string Way { get; set; } = RecoveryWays.Password;

    /// <summary>The sign-in that the person came from.</summary>
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>The request that this page waits for.</summary>
    [BindProperty(Name = "request", SupportsGet = true)]
    public string? Waiting { get; set; }

    [BindProperty(Name = "identifier")]
    public string? Identifier { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    [BindProperty(Name = "code-resend")]
    public string? Resend { get; set; }

    public RecoverWords Words => RecoverWords.Of(Way, TakesPhones, text);

    public bool Works => mailer.Works || TakesPhones;

    private bool TakesPhones => Way == RecoveryWays.Username && texts.Works;

    public bool IsSent { get; private set; }

    /// <summary>Where a code can be typed: what is known about its mail.</summary>
    public ResendCard? Sent { get; private set; }

    public string? Error { get; private set; }

    public string BackPath => Pending is null ? StepPaths.Login : StepPaths.WithPending(StepPaths.Login, Uri.EscapeDataString(Pending));

    public string AgainPath => PathOf(null);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => Waiting is null ? Page() : await ShowSentAsync(null, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!Works)
            return Page();
        if (Waiting is null)
            return await AskAsync(ct);
        if (Resend is not null)
        {
            var waits = (await requests.FindAsync(HttpContext, Way, Waiting, ct))?.ResendAt > clock.GetUtcNow();
            return await AnswerAsync(await requests.AskAgainAsync(HttpContext, Way, Waiting, ct), waits ? text["Code.Wait"].Value : null, ct);
        }
        if (TypedCode.Digits(Code ?? "", RecoveryRequests.CodeDigits) is not { } digits)
            return await ShowSentAsync(text["Recover.CodeMissing"], ct);
        var typed = await requests.TryCodeAsync(HttpContext, Way, Waiting, digits);
        return typed.Token is { } token ? this.SeeOther(RecoveryWays.LinkPath(Way, token) + WithPending("&", typed.Pending)) : await ShowSentAsync(text["Recover.CodeWrong"], ct);
    }

    private async Task<IActionResult> AskAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Identifier))
        {
            Error = text["Recover.Missing"];
            return Page();
        }
        return await AnswerAsync(await requests.AskAsync(HttpContext, Way, Canonical(Identifier), Pending, ct), null, ct);
    }

    // One number in one spelling, so that it is counted as one.
    private string Canonical(string typed) => TakesPhones && PhoneNumbers.Tidy(typed) is var number && PhoneNumbers.IsNumber(number) ? number : typed;

    private async Task<IActionResult> AnswerAsync(Asked asked, string? error, CancellationToken ct)
    {
        if (asked.Page is { } page)
            return error is null ? this.SeeOther(PathOf(page)) : await ShowSentAsync(error, ct);
        var until = asked.Until ?? clock.GetUtcNow();
        Error = text["Recover.TooMany", until.UtcDateTime];
        return this.TooMany(until - clock.GetUtcNow());
    }

    private async Task<IActionResult> ShowSentAsync(string? error, CancellationToken ct)
    {
        var waiting = await requests.FindAsync(HttpContext, Way, Waiting ?? "", ct);
        IsSent = waiting is not null;
        Error = waiting is null ? text["Recover.Expired"] : error;

        // A list of names needs no code.
        if (waiting is not null && Way != RecoveryWays.Username)
            Sent = ResendCard.Of(new Sending(true, waiting.ResendAt, await mailer.IsDelayedAsync(ct)), clock.GetUtcNow());
        return Page();
    }

    private string PathOf(string? page) => $"/recover/{Way}" + (page is null ? WithPending("?", Pending) : "?request=" + page + WithPending("&", Pending));

    private static string WithPending(string before, string? pending) => pending is null ? "" : before + "pending=" + Uri.EscapeDataString(pending);
}
