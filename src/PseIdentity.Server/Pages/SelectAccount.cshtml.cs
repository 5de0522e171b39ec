using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Server.Federation;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages;

/// <summary>Go on as the one who is signed in, or as somebody else (<c>prompt=select_account</c>).</summary>
internal sealed class SelectAccountModel(SignInFlow flow, ProvenElsewhere elsewhere) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>The session that the button stood for: another tab may have signed somebody else in since.</summary>
    [BindProperty(Name = "account-0")]
    public string? Chosen { get; set; }

    public ClientCard? Client { get; private set; }

    public PersonCard? Person { get; private set; }

    public string? Sid { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (turn.Session is null)
            return this.SeeOther(turn.PathOf(turn.Next));
        return await ShowAsync(turn, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (Chosen is null)
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        return turn.Session is { } session && string.Equals(session.Sid, Chosen, StringComparison.Ordinal)
            ? this.SeeOther(await flow.KeepAccountAsync(turn, session, ct))
            : await ShowAsync(turn, ct);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        Client = ClientCard.Of(turn.Client);
        Person = turn is { HasProof: false, Person: { } person } ? PersonCard.Of(person) with { Company = turn.Session is { } session ? await elsewhere.CompanyOfAsync(session.Id, ct) : null } : null;
        Sid = turn.Session?.Sid;
        return Page();
    }
}
