using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages.Recover;

/// <summary>Where the link of a mail leads: a second factor where one is enrolled, security questions where the organisation asks for them, then a new password. Looking at it uses nothing up: mail programs follow links.</summary>
internal sealed class NewPasswordModel(RecoveryLinks links, RecoveryRequests requests, RecoveryFactors factors, RecoveryQuestions questions, PasswordRecovery passwords, PasswordRules rules, PersonalWords words,
    ProtocolCookies cookies, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "link", SupportsGet = true)]
    public string? Link { get; set; }

    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public bool IsDone { get; set; }

    /// <summary>Which second factor.</summary>
    [BindProperty(Name = "method", SupportsGet = true)]
    public string? Method { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    [BindProperty(Name = "code-resend")]
    public string? Resend { get; set; }

    [BindProperty(Name = "new-password")]
    public string? New { get; set; }

    [BindProperty(Name = "confirm-password")]
    public string? Confirmation { get; set; }

    /// <summary>Whose account it is; null where the link works no more.</summary>
    public PersonCard? Person { get; private set; }

    /// <summary>Password managers keep the new password under it.</summary>
    public string? UserName { get; private set; }

    /// <summary>Set where a second factor comes first.</summary>
    public RecoverFactorCard? Factor { get; private set; }

    /// <summary>The security questions that come before the password, by id; none where none are asked, or while a second factor is.</summary>
    public IReadOnlyList<string> Questions { get; private set; } = [];

    public PasswordMeter Meter { get; private set; } = new(0, 0, []);

    public IReadOnlyList<string> Errors { get; private set; } = [];

    public string LoginPath => Pending is null ? StepPaths.Login : StepPaths.WithPending(StepPaths.Login, Uri.EscapeDataString(Pending));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        !IsDone && await links.FindAsync(RecoveryWays.Password, Link, ct) is { } link ? await ShowAsync(link, ct) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await links.FindAsync(RecoveryWays.Password, Link, ct) is not { } link)
            return Page();
        var browser = cookies.FindOrSetBrowser(HttpContext);
        var caller = Caller.Of(HttpContext, null);
        if (await factors.IsMissingAsync(link, browser, ct))
            return await ProveAsync(link, browser, caller, ct);
        if (await questions.MissingAsync(link, browser, ct) is { Count: > 0 } asked)
            return await AnswerAsync(link, browser, asked.Count, caller, ct);
        if (string.IsNullOrEmpty(New) || string.IsNullOrEmpty(Confirmation))
            return await ShowAsync(link, ct, text["Recover.NewMissing"]);
        if (!string.Equals(New, Confirmation, StringComparison.Ordinal))
            return await ShowAsync(link, ct, text["ChangePassword.Different"]);

        // The sign-in that this browser came from, where it is the one that asked.
        Pending ??= (await requests.FindAsync(HttpContext, RecoveryWays.Password, link.Page, ct))?.Pending;
        switch (await passwords.SetAsync(link, New, caller, ct))
        {
            case RecoveredPassword.Done:
                return this.SeeOther("/recover/password/new?done=true" + (Pending is null ? "" : "&pending=" + Uri.EscapeDataString(Pending)));
            case RecoveredPassword.Unfit unfit:
                return await ShowAsync(link, ct, [.. unfit.Faults.Select(fault => text.Fault(fault))]);
            case RecoveredPassword.Busy:
                await ShowAsync(link, ct, text["Error.Busy"]);
                return this.Busy(PasswordHashing.RetryAfter);
            default:
                return Page();
        }
    }

    private async Task<IActionResult> ProveAsync(RecoveryLink link, byte[] browser, Caller caller, CancellationToken ct)
    {
        if (await FactorAsync(link, ct) is not { } factor)
            return await ShowAsync(link, ct);
        if (Resend is not null && factor is ISentFactor sent)
        {
            var waits = (await sent.FindAsync(link.Person, RecoveryFactors.RequestOf(link), ct)).ResendAt > clock.GetUtcNow();
            await sent.SendAsync(link.Person, RecoveryFactors.RequestOf(link), caller, ct);
            return waits ? await ShowAsync(link, ct, text["Code.Wait"]) : this.SeeOther(HerePath(factor.Method));
        }
        var card = SecondFactorCard.Of(factor, link.Person, text);
        if (factor.Read(Code ?? "") is not { } code)
            return await ShowAsync(link, ct, card.Missing);
        var outcome = await factors.CheckAsync(link, browser, factor, code, caller, ct);
        return outcome.IsRight ? this.SeeOther(HerePath(null))
            : await ShowAsync(link, ct, outcome.LockedUntil is { } until ? text.Locked(until, clock.GetUtcNow()) : outcome.IsSpent ? text["Code.Spent"] : card.Wrong);
    }

    private async Task<IActionResult> AnswerAsync(RecoveryLink link, byte[] browser, int asked, Caller caller, CancellationToken ct)
    {
        var outcome = await questions.CheckAsync(link, browser, QuestionsCard.ReadAnswers(await Request.ReadFormAsync(ct), asked), caller, ct);
        if (outcome is { IsRight: true })
            return this.SeeOther(HerePath(null));
        await ShowAsync(link, ct, outcome is null ? text["Error.Busy"] : outcome.Value.LockedUntil is { } until ? text.Locked(until, clock.GetUtcNow()) : text["Questions.Wrong"]);
        return outcome is null ? this.Busy(PasswordHashing.RetryAfter) : Page();
    }

    private async Task<IActionResult> ShowAsync(RecoveryLink link, CancellationToken ct, params string[] errors)
    {
        Person = PersonCard.Of(link.Person);
        UserName = PersonName.SignInName(link.Person);
        Errors = errors;
        Meter = new PasswordMeter(rules.Shortest(SignInPolicies.HasSecondFactor(factors.Trusted(link.Person))), rules.Longest, words.Shown(link.Person));
        var browser = cookies.FindBrowser(HttpContext);
        if (!await factors.IsMissingAsync(link, browser, ct))
        {
            Questions = await questions.MissingAsync(link, browser, ct);
            return Page();
        }
        var offered = await factors.OfferedAsync(link.Person, ct);
        var asked = await FactorAsync(link, ct);
        Factor = new RecoverFactorCard(asked is null ? null : SecondFactorCard.Of(asked, link.Person, text), asked is ISentFactor sent ? await SentAsync(link, sent, ct) : null,
            [.. offered.Where(factor => factor != asked).Select(factor => (SecondFactorCard.Of(factor, link.Person, text), HerePath(factor.Method)))]);
        ModelState.Clear();
        return Page();
    }

    // Whoever comes here finds a code on its way; a reload sends no second one, and a mail program that looks at links none at all: it has no cookie.
    private async Task<ResendCard> SentAsync(RecoveryLink link, ISentFactor factor, CancellationToken ct)
    {
        var sending = await factor.FindAsync(link.Person, RecoveryFactors.RequestOf(link), ct);
        if (!sending.IsWaiting && HttpMethods.IsGet(Request.Method) && cookies.FindBrowser(HttpContext) is not null)
            sending = await factor.SendAsync(link.Person, RecoveryFactors.RequestOf(link), Caller.Of(HttpContext, null), ct);
        cookies.FindOrSetBrowser(HttpContext);
        return ResendCard.Of(sending, clock.GetUtcNow());
    }

    private async ValueTask<ITypedFactor?> FactorAsync(RecoveryLink link, CancellationToken ct)
    {
        var offered = await factors.OfferedAsync(link.Person, ct);
        return offered.FirstOrDefault(factor => factor.Method == Method) ?? OfferedFactors.First(offered, link.Person) as ITypedFactor;
    }

    private string HerePath(string? method) => RecoveryWays.LinkPath(RecoveryWays.Password, Link ?? "")
        + (Pending is null ? "" : "&pending=" + Uri.EscapeDataString(Pending)) + (method is null ? "" : "&method=" + method);
}
