using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Federation;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Consents;

namespace PseIdentity.Server.Pages.Account;

/// <summary>Who is signed in, and the way to everything that belongs to the account.</summary>
internal sealed class IndexModel(RecentSignIn recent, BrowserSessions sessions, ISessionStore store, ConnectedClients clients, FrontChannelLogout frontChannel, ISignOutContinuation continuation, ProvenElsewhere elsewhere, PasskeyScope scope, TimeProvider clock) : PageModel
{
    public PersonCard Person { get; private set; } = new("", null);

    public PasskeySignal? Signal { get; private set; }

    public bool HasSecondFactor { get; private set; }

    public int Sessions { get; private set; }

    public int Apps { get; private set; }

    public string SignedInAt { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Overview, ct));
        Person = PersonCard.Of(visit.Person) with { Company = await elsewhere.CompanyOfAsync(visit.Session.Id, ct) };
        Signal = PasskeySignal.Of(visit.Person, scope);
        HasSecondFactor = SignInPolicies.HasSecondFactor(visit.Person);
        Sessions = (await store.OfUserAsync(visit.Person.Id, clock.GetUtcNow(), ct)).Count;
        Apps = (await clients.OfAsync(visit.Person.Id, ct)).Count;
        SignedInAt = PersonTime.Of(visit.Person).Write(visit.Session.AuthTime);
        return Page();
    }

    /// <summary>Signs out, here and at every application of this session.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(HttpContext, ct) is not { } session)
            return this.SeeOther("/logged-out");
        var frames = await frontChannel.FramesAsync(await sessions.SignOutAsync(HttpContext, session), ct);
        var next = await continuation.NextAsync(session, null, null, ct);
        if (frames.Count == 0)
            return next is null ? this.SeeOther("/logged-out") : this.Lead(next);
        new SignedOutPage(null, frames, next).LeaveFor(HttpContext);
        return new EmptyResult();
    }
}
