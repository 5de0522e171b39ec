using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passkeys;

namespace PseIdentity.Server.Pages.Login;

/// <summary>A work address leads to the company that signs its people in. A company's own link leads there at once.</summary>
internal sealed class CompanyModel(SignInFlow flow, CompanyWay way, PasskeySignIn passkeys, PasskeyQuestions questions, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>Set when the person wants to name a company, whatever is known.</summary>
    [BindProperty(Name = "other", SupportsGet = true)]
    public string? Other { get; set; }

    [BindProperty(Name = "email")]
    public string? Email { get; set; }

    /// <summary>Whether the browser is to remember the company.</summary>
    [BindProperty(Name = "remember-company")]
    public bool Remember { get; set; }

    public ClientCard? Client { get; private set; }

    public PasskeyCard? Passkey { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The page with user name and password, whatever company is known.</summary>
    public string LocalPath => StepPaths.WithPending(StepPaths.Login, Uri.EscapeDataString(Pending ?? "")) + "&other=yes";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Pending is null)
            return this.SeeOther(await flow.StartLocalAsync(HttpContext, "/account", ct, step: StepPaths.Company));
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (Other is null && CompanyWay.PathOf(turn, await way.DecideAsync(HttpContext, turn, typed: null, ct), afterForm: false) is { } elsewhere)
            return this.SeeOther(elsewhere);

        Email = turn.Asked.LoginHint;
        Remember = way.Remembers(HttpContext);
        return Show(turn);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (string.IsNullOrWhiteSpace(Email))
            return Show(turn, text["Company.Missing"]);

        var decision = await way.DecideAsync(HttpContext, turn, Email, ct);
        if (CompanyWay.PathOf(turn, decision, afterForm: true) is not { } elsewhere)
            return Show(turn, text["Company.Unknown"]);
        // Several are chosen from on the next page, which asks again.
        if (decision is HomeRealmDecision.Elsewhere { Organization: { } organization })
            way.Remember(HttpContext, Remember ? organization.Name : null);
        return this.SeeOther(elsewhere);
    }

    private PageResult Show(SignInTurn turn, string? error = null)
    {
        Client = ClientCard.Of(turn.Client);
        Error = error;
        Passkey = questions.For(turn, other: true) is { } options
            ? PasskeyCard.OfSignIn(text["Login.Passkey"], options, PasskeyQuestions.PathOf(turn, other: true), passkeys.Lifetime)
            : null;
        return Page();
    }
}
