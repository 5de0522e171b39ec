using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Consents;

namespace PseIdentity.Server.Pages.Account;

/// <summary>What each application may see or do, and taking it back.</summary>
internal sealed class AppsModel(RecentSignIn recent, OwnApplications own, ConnectedClients connected, IClientStore clients, ScopeCatalog catalog, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "app-revoke")]
    public string? Revoke { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public string? DoneBefore { get; set; }

    public string Sid { get; private set; } = "";

    public string? Done { get; private set; }

    public IReadOnlyList<App> Apps { get; private set; } = [];

    internal sealed record App(string Id, ClientCard Card, string? Since, string? Used, IReadOnlyList<ScopeCard> Asks);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Apps, ct));

        var times = PersonTime.Of(visit.Person);
        var scopes = await catalog.AllAsync(ct);
        var apps = new List<App>();
        foreach (var each in await connected.OfAsync(visit.Person.Id, ct))
            apps.Add(new App(each.ClientId, ClientCard.Of(await clients.FindAsync(each.ClientId, ct)) ?? new ClientCard(each.ClientId, null, null, null),
                each.Since is { } since ? times.WriteDay(since) : null, each.UsedAt is { } used ? times.Write(used) : null,
                [.. each.Words.Select(word => CardOf(word, scopes)).OfType<ScopeCard>()]));
        (Sid, Done) = (visit.Session.Sid, text.Done(DoneBefore));
        Apps = [.. apps.OrderBy(app => app.Card.Name, StringComparer.CurrentCultureIgnoreCase)];
        return Page();
    }

    // Taking back is as harmless as signing out: no new sign-in is asked for.
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Apps);
        var taken = Revoke is not null && await own.DisconnectAsync(visit.Person, Revoke, Caller.Of(HttpContext, Revoke), ct);
        return this.SeeOther(taken ? AccountPage.After(AccountPage.Apps, "disconnected") : AccountPage.Apps);
    }

    private ScopeCard? CardOf(string word, IReadOnlyDictionary<string, Scope> scopes) =>
        ConsentRecord.ClaimOf(word) is { } claim ? ScopeCard.OfClaim(claim, text) : scopes.GetValueOrDefault(word) is { } scope ? ScopeCard.Of(scope, text) : null;
}
