using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Clients;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Events;

namespace PseIdentity.Server.Pages.Account;

/// <summary>What happened to the account, newest first, and "this wasn't me".</summary>
internal sealed class ActivityModel(RecentSignIn recent, NotMe notMe, ActivityStore activity, IClientStore clients, IStringLocalizer<Text> text) : PageModel
{
    private const int PageSize = 25;

    [BindProperty(Name = "before", SupportsGet = true)]
    public Guid? Before { get; set; }

    [BindProperty(Name = "not-me")]
    public Guid? NotMe { get; set; }

    public string Sid { get; private set; } = "";

    public string Zone { get; private set; } = "";

    public IReadOnlyList<ActivityCard> Events { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public Guid? Older { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Activity, ct));

        var found = await activity.PageAsync(visit.Person.Id, Before, PageSize + 1, ct);
        var shown = found.Take(PageSize).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in shown.Select(each => each.What.ClientId).OfType<string>().Distinct(StringComparer.Ordinal))
            if (await clients.FindAsync(id, ct) is { } client)
                names[id] = client.Name;

        var times = PersonTime.Of(visit.Person);
        (Sid, Zone, Older) = (visit.Session.Sid, times.Zone, found.Count > PageSize ? shown[^1].Id : null);
        Events = [.. shown.Select(each => ActivityCard.Of(each, times, each.What.ClientId is { } id ? names.GetValueOrDefault(id) : null, text))];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit || NotMe is not { } doubtful)
            return this.SeeOther(AccountPage.Activity);
        return this.SeeOther(await notMe.LockAsync(HttpContext, visit, doubtful, ct) ? AccountPage.Locked : AccountPage.Activity);
    }
}
