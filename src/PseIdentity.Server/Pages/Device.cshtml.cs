using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Device;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages;

/// <summary>
/// Where a person types the code that a device shows (RFC 8628 §3.3), looks at what the device asks for, and decides. Nothing is allowed by
/// following a link: <c>verification_uri_complete</c> fills the field, and the person presses both buttons (§5.4).
/// </summary>
internal sealed class DeviceModel(
    ApprovalChoice choice, ApprovalDecisions decisions, UserCodeGuesses guesses, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "user_code", SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty(Name = "device-allow")]
    public string? Allow { get; set; }

    [BindProperty(Name = "device-deny")]
    public string? Deny { get; set; }

    /// <summary>The session that the question was put to: another tab may have signed somebody else in since, whose answer this is not.</summary>
    [BindProperty(Name = "session")]
    public string? AskedSid { get; set; }

    /// <summary>What the page put to the person: if the client has changed what it asks for since, the question is put again.</summary>
    [BindProperty(Name = "shown")]
    public string? ShownRequest { get; set; }

    public string Sid { get; private set; } = "";

    public string? Error { get; private set; }

    /// <summary>Set while the person is to decide.</summary>
    public ClientCard? Client { get; private set; }

    public IReadOnlyList<ScopeCard> Asks { get; private set; } = [];

    /// <summary>What the person approves once, such as a payment.</summary>
    public IReadOnlyList<DetailCard> Details { get; private set; } = [];

    /// <summary>False where the person can only refuse, for want of a second factor.</summary>
    public bool MayAllow { get; private set; }

    /// <summary>What was decided, when it is.</summary>
    public ApprovalState? Decided { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Code = Shown(Code);
        return await choice.FindSessionAsync(HttpContext, ct) is null ? await SignInFirstAsync(ct) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await choice.FindSessionAsync(HttpContext, ct) is not { } session)
            return await SignInFirstAsync(ct);
        if (UserCode.Read(Code) is not { } code)
            return Again(text["Device.Wrong"]);

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await guesses.ReserveAsync(session, address) is { } until)
            return Again(text.Locked(until, clock.GetUtcNow()));
        if (await decisions.FindByUserCodeAsync(code, ct) is not { } asked)
            return Again(text["Device.Wrong"]);
        await guesses.TakeBackAsync(session, address);

        Code = UserCode.Shown(code);
        if (await choice.StrongerFirstAsync(HttpContext, asked, session, Path(), ct) is { } first)
            return this.SeeOther(first);
        MayAllow = ApprovalChoice.MayAllow(asked, session);
        if ((MayAllow ? Allow ?? Deny : Deny) is null || !string.Equals(session.Sid, AskedSid, StringComparison.Ordinal) || asked.Fingerprint != ShownRequest)
            return await AskAsync(asked, session, ct);
        return Allow is not null
            ? Done(ApprovalState.Approved, await choice.AllowAsync(HttpContext, asked, session))
            : Done(ApprovalState.Denied, await choice.DenyAsync(HttpContext, asked, session));
    }

    private async Task<PageResult> AskAsync(AskedApproval asked, BrowserSession session, CancellationToken ct)
    {
        Sid = session.Sid;
        ShownRequest = asked.Fingerprint;
        ModelState.Clear();
        Client = ClientCard.Of(asked.Client);
        Details = [.. (asked.Access.Details?.Items ?? []).Select(detail => DetailCard.Of(detail.Describe(), text))];
        Asks = [.. (await choice.ScopesOfAsync(asked, ct)).Select(scope => ScopeCard.Of(scope, text))];
        return Page();
    }

    private PageResult Done(ApprovalState decision, bool decided)
    {
        if (!decided)
            return Again(text["Device.Wrong"]);
        Decided = decision;
        return Page();
    }

    private PageResult Again(string error)
    {
        Error = error;
        return Page();
    }

    private async Task<IActionResult> SignInFirstAsync(CancellationToken ct) =>
        this.SeeOther(await choice.SignInFirstAsync(HttpContext, Path(), ct));

    private string Path() => Shown(Code) is { } code ? $"{UserCode.Page}?user_code={code}" : UserCode.Page;

    // Only what can be a code is repeated.
    private static string? Shown(string? code) => UserCode.Read(code) is { } read ? UserCode.Shown(read) : null;
}
