using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>Somebody on a page of their own account.</summary>
internal sealed record AccountVisit(BrowserSession Session, Account Person);

/// <summary>
/// The one place that decides who stands before a page of the account, and whether they have to prove again that it is them:
/// what changes how somebody signs in asks for a sign-in of the last minutes, with the second factor where there is one.
/// </summary>
internal sealed class RecentSignIn(BrowserSessions sessions, UserStore accounts, SignInFlow flow, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>The form field with the session that a page was shown to: in another tab somebody else may have signed in since.</summary>
    public const string SessionField = "session";

    /// <summary>Who is signed in; null when nobody is, or when the form was made for somebody else.</summary>
    public async ValueTask<AccountVisit?> FindAsync(HttpContext context, CancellationToken ct)
    {
        if (await sessions.FindAsync(context, ct) is not { } session || await accounts.FindAsync(session.UserId, ct) is not { Active: true } person)
            return null;
        if (context.Request.HasFormContentType && !string.Equals((await context.Request.ReadFormAsync(ct))[SessionField], session.Sid, StringComparison.Ordinal))
            return null;
        return new AccountVisit(session, person);
    }

    /// <summary>
    /// Whether what is sensitive may be done now. Codes by message raise no level, so that a session tells by its methods whether one was proven:
    /// a browser that is trusted together with a stolen password must not change how its owner signs in.
    /// </summary>
    public bool IsRecent(AccountVisit visit) =>
        clock.GetUtcNow() - visit.Session.AuthTime <= options.Value.RecentFor
        && AuthenticationLevels.Satisfies(visit.Session.Acr, LevelFor(visit.Person))
        && (Amr.IsMultiple(visit.Session.Amr) || !SignInPolicies.HasSecondFactor(visit.Person));

    /// <summary>Begins a sign-in that leads back to the page; answers where it begins.</summary>
    public Task<string> AskAsync(HttpContext context, string path, CancellationToken ct) => flow.StartLocalAsync(context, path, ct);

    /// <summary>The same for somebody who is signed in, and not recently or not strongly enough.</summary>
    public Task<string> AskAgainAsync(HttpContext context, AccountVisit visit, string path, CancellationToken ct) =>
        flow.StartLocalAsync(context, path, ct, [LevelFor(visit.Person)], (long)options.Value.RecentFor.TotalSeconds, everyFactor: true);

    // Two factors are enough also for owners of passkeys: whoever has lost the passkey comes with another factor to take it off the list.
    private static string LevelFor(Account person) =>
        AuthenticationLevels.Satisfies(SignInPolicies.ReachableBy(person), AuthenticationLevels.MultiFactor) ? AuthenticationLevels.MultiFactor : AuthenticationLevels.Password;
}
