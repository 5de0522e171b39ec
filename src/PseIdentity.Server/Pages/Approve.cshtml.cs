using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages;

/// <summary>Where the person that a client asks for decides about it (CIBA §8). To anybody else, and afterwards, the request does not exist.</summary>
internal sealed class ApproveModel(ApprovalChoice choice, ApprovalDecisions decisions, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "request", SupportsGet = true)]
    public Guid RequestId { get; set; }

    [BindProperty(Name = "approve-allow")]
    public string? Allow { get; set; }

    [BindProperty(Name = "approve-deny")]
    public string? Deny { get; set; }

    /// <summary>The session that the question was put to: another tab may have signed somebody else in since, whose answer this is not.</summary>
    [BindProperty(Name = "session")]
    public string? AskedSid { get; set; }

    /// <summary>What the page put to the person: if the client has changed what it asks for since, the question is put again.</summary>
    [BindProperty(Name = "shown")]
    public string? ShownRequest { get; set; }

    public string Sid { get; private set; } = "";

    /// <summary>Set while the person is to decide.</summary>
    public ClientCard? Client { get; private set; }

    /// <summary>What the other device shows, too (CIBA §7.1, <c>binding_message</c>).</summary>
    public string? BindingMessage { get; private set; }

    public IReadOnlyList<ScopeCard> Asks { get; private set; } = [];

    /// <summary>What the person approves once, such as a payment.</summary>
    public IReadOnlyList<DetailCard> Details { get; private set; } = [];

    /// <summary>False where the person can only refuse, for want of a second factor.</summary>
    public bool MayAllow { get; private set; }

    /// <summary>What was decided, when it is.</summary>
    public ApprovalState? Decided { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => AnswerAsync(ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => AnswerAsync(ct);

    private async Task<IActionResult> AnswerAsync(CancellationToken ct)
    {
        var path = StepPaths.ApproveOf(RequestId);
        if (await choice.FindSessionAsync(HttpContext, ct) is not { } session)
            return this.SeeOther(await choice.SignInFirstAsync(HttpContext, path, ct));
        if (await decisions.FindForAsync(RequestId, session.UserId, ct) is not { } asked)
            return Page();
        if (await choice.StrongerFirstAsync(HttpContext, asked, session, path, ct) is { } first)
            return this.SeeOther(first);
        MayAllow = ApprovalChoice.MayAllow(asked, session);
        if ((MayAllow ? Allow ?? Deny : Deny) is null || !string.Equals(session.Sid, AskedSid, StringComparison.Ordinal) || asked.Fingerprint != ShownRequest)
            return await AskAsync(asked, session, ct);

        var decided = Allow is not null ? await choice.AllowAsync(HttpContext, asked, session) : await choice.DenyAsync(HttpContext, asked, session);
        if (decided)
            Decided = Allow is not null ? ApprovalState.Approved : ApprovalState.Denied;
        return Page();
    }

    private async Task<PageResult> AskAsync(AskedApproval asked, BrowserSession session, CancellationToken ct)
    {
        Sid = session.Sid;
        ShownRequest = asked.Fingerprint;
        ModelState.Clear();
        Client = ClientCard.Of(asked.Client);
        BindingMessage = asked.Parameters["binding_message"];
        Details = [.. (asked.Access.Details?.Items ?? []).Select(detail => DetailCard.Of(detail.Describe(), text))];
        Asks = [.. (await choice.ScopesOfAsync(asked, ct)).Select(scope => ScopeCard.Of(scope, text))];
        return Page();
    }
}
