using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages.Login;

/// <summary>An address fits more than one organisation: the person says which.</summary>
internal sealed class OrganizationModel(SignInFlow flow, CompanyWay way) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>The address that fits; null where the request named a domain.</summary>
    [BindProperty(Name = HomeParameters.LoginHint, SupportsGet = true)]
    public string? Email { get; set; }

    [BindProperty(Name = "organization")]
    public string? Chosen { get; set; }

    [BindProperty(Name = "remember-company")]
    public bool Remember { get; set; }

    public ClientCard? Client { get; private set; }

    public IReadOnlyList<Home> Homes { get; private set; } = [];

    public string OtherPath => StepPaths.WithPending(StepPaths.Company, Uri.EscapeDataString(Pending ?? "")) + "&other=yes";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        // What was to be chosen from may have changed since.
        var decision = await way.DecideAsync(HttpContext, turn, Email, ct);
        return decision is HomeRealmDecision.Choose choose ? Show(turn, choose)
            : this.SeeOther(CompanyWay.PathOf(turn, decision, afterForm: false) ?? StepPaths.WithPending(StepPaths.Company, turn.Handle));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        var decision = await way.DecideAsync(HttpContext, turn, Email, ct);
        if (decision is not HomeRealmDecision.Choose choose)
            return this.SeeOther(CompanyWay.PathOf(turn, decision, afterForm: true) ?? StepPaths.WithPending(StepPaths.Company, turn.Handle));
        if (choose.Homes.FirstOrDefault(home => home.Organization.Name == Chosen) is not { } chosen)
            return Show(turn, choose);
        way.Remember(HttpContext, Remember ? chosen.Organization.Name : null);
        return this.SeeOther(CompanyWay.PathTo(turn, chosen.Provider.Name, choose.LoginHint, afterForm: true));
    }

    private PageResult Show(SignInTurn turn, HomeRealmDecision.Choose choose)
    {
        Client = ClientCard.Of(turn.Client);
        Homes = choose.Homes;
        return Page();
    }
}
