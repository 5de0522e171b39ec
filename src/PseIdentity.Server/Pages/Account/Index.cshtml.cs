using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Pages.Account;

/// <summary>Who is signed in, and where else.</summary>
internal sealed class IndexModel(BrowserSessions sessions, ISessionStore store, UserStore accounts, SignInFlow flow, FrontChannelLogout frontChannel, TimeProvider clock) : PageModel
{
    public PersonCard Person { get; private set; } = new("", null);

    public IReadOnlyList<SessionCard> Sessions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(HttpContext, ct) is not { } session || await accounts.FindAsync(session.UserId, ct) is not { Active: true } person)
            return this.SeeOther(await flow.StartLocalAsync(HttpContext, "/account", ct));
        Person = PersonCard.Of(person);
        Sessions = [.. (await store.OfUserAsync(session.UserId, clock.GetUtcNow(), ct)).Select(each => SessionCard.Of(each, session.Sid))];
        return Page();
    }

    /// <summary>Signs out, here and at every application of this session.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(HttpContext, ct) is { } session
            && await frontChannel.FramesAsync(await sessions.SignOutAsync(HttpContext, session), ct) is { Count: > 0 } frames)
        {
            new SignedOutPage(null, frames, null).LeaveFor(HttpContext);
            return new EmptyResult();
        }
        return this.SeeOther("/logged-out");
    }
}
