using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Storage.Consents;

namespace PseIdentity.Server.Pages.Account;

/// <summary>Where the person is signed in, and in which applications; and the browsers that the account knows.</summary>
internal sealed class SessionsModel(RecentSignIn recent, OwnSessions own, OwnDevices devices, KnownDevices known, ISessionStore store, ConnectedClients connected, IClientStore clients, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "session-end")]
    public string? End { get; set; }

    [BindProperty(Name = "sessions-end-others")]
    public string? EndOthers { get; set; }

    [BindProperty(Name = "device-forget")]
    public Guid? Forget { get; set; }

    [BindProperty(Name = "devices-forget-all")]
    public string? ForgetAll { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public string? DoneBefore { get; set; }

    public string Sid { get; private set; } = "";

    public string? Done { get; private set; }

    public string Zone { get; private set; } = "";

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    /// <summary>The browsers that the account knows, and those that it trusts.</summary>
    public IReadOnlyList<DeviceCard> Devices { get; private set; } = [];

    /// <param name="Address">Where it was last signed in from.</param>
    internal sealed record SessionRow(SessionCard Card, string Since, string LastSeen, string? Address, string Applications);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Sessions, ct));

        var times = PersonTime.Of(visit.Person);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var applications = await connected.InSessionsAsync(visit.Person.Id, ct);
        foreach (var id in applications.SelectMany(each => each).Distinct(StringComparer.Ordinal))
            names[id] = (await clients.FindAsync(id, ct))?.Name ?? id;

        (Sid, Zone, Done) = (visit.Session.Sid, times.Zone, text.Done(DoneBefore));
        Sessions = [.. (await store.OfUserAsync(visit.Person.Id, clock.GetUtcNow(), ct)).Select(each => new SessionRow(SessionCard.Of(each, Sid),
            times.WriteShort(each.CreatedAt), times.WriteShort(each.LastSeenAt), each.Address, string.Join(", ", applications[each.Id].Select(id => names[id]))))];
        var here = await known.FindAsync(HttpContext, visit.Person.Id, ct);
        Devices = [.. (await devices.ListAsync(visit.Person.Id, ct)).Select(each => DeviceCard.Of(each, here?.Id, known.MayBeTrusted, times, clock.GetUtcNow()))];
        return Page();
    }

    // Ending what may be somebody else's sign-in is never put off by asking for a new one.
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Sessions);
        var caller = Caller.Of(HttpContext, clientId: null);
        if (EndOthers is not null)
        {
            await own.EndOthersAsync(visit.Session, caller, ct);
            return this.SeeOther(AccountPage.After(AccountPage.Sessions, "others-ended"));
        }
        if (ForgetAll is not null)
        {
            await devices.ForgetAllAsync(visit, caller);
            return this.SeeOther(AccountPage.After(AccountPage.Sessions, "devices-forgotten"));
        }
        if (Forget is { } device)
            return this.SeeOther(await devices.ForgetAsync(visit, device, caller) ? AccountPage.After(AccountPage.Sessions, "device-forgotten") : AccountPage.Sessions);
        return this.SeeOther(End is not null && await own.EndAsync(visit.Session, End, caller, ct) ? AccountPage.After(AccountPage.Sessions, "ended") : AccountPage.Sessions);
    }
}
