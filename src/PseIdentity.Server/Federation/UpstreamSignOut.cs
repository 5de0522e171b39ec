using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation;

/// <summary>
/// Signs people out at the company's provider, too, where it is set so: after our own sign-out the browser goes there
/// (<c>/federation/sign-out</c>), comes back (<c>/federation/signed-out/{provider}</c>), and goes where it was going.
/// </summary>
internal sealed partial class UpstreamSignOut(UpstreamSessionStore sessions, Upstreams upstreams, UpstreamRequests requests, Issuer issuer, ILogger<UpstreamSignOut> log) : ISignOutContinuation
{
    private const string State = "state";

    public async ValueTask<string?> NextAsync(BrowserSession session, string? clientId, string? back, CancellationToken ct)
    {
        if (await sessions.FindAsync(session.Id, ct) is not { } from || await upstreams.FindAsync(from.Provider, ct) is not { Provider.SignsOut: true })
            return null;
        var state = await requests.KeepAsync(new KeptSignOut(from.Provider, from.Subject, from.Sid, from.Hint, clientId, back), ct);
        return QueryHelpers.AddQueryString(issuer.Url(FederationPaths.SignOut), State, state);
    }

    /// <summary>A page, not a redirect: the person has pressed a button on one of ours, and browsers apply <c>form-action</c> to what follows.</summary>
    public async Task LeaveAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var state = context.Request.Query[State].ToString();
        if (await requests.FindSignOutAsync(state, ct) is not { } signOut)
        {
            context.Response.LeadTo(issuer.Url("/logged-out"));
            return;
        }
        try
        {
            if (await upstreams.FindAsync(signOut.Provider, ct) is { } upstream
                && await upstream.Protocol.SignOutAsync(upstream.Provider, new UpstreamSession(signOut.Provider, signOut.Subject, signOut.Sid, signOut.Hint), state, ct) is { } departure)
            {
                new LeavingPage(LeavingFor.SignOut, upstream.Provider.DisplayName, departure.Target, departure.Form).LeaveFor(context);
                return;
            }
        }
        catch (UpstreamException refusal)
        {
            NotSignedOut(log, signOut.Provider, refusal.Id, refusal.Message);
        }
        // The provider cannot be asked: here it is done all the same.
        await ReturnAsync(context, signOut.Provider, state, byProvider: false);
    }

    /// <summary>The browser is back, or never left.</summary>
    public Task ReturnAsync(HttpContext context, string provider) => ReturnAsync(context, provider, context.Request.Query[State].ToString(), byProvider: true);

    public async Task ReturnAsync(HttpContext context, string provider, string state, bool byProvider)
    {
        var signOut = await requests.FindSignOutAsync(state, context.RequestAborted) is { } kept && kept.Provider == provider ? await requests.TakeSignOutAsync(state) : null;
        if (signOut?.Back is { } back)
        {
            if (byProvider)
                new ReturnedPage(LeavingFor.SignOut, (await upstreams.FindAsync(provider, context.RequestAborted))?.Provider.DisplayName ?? provider, back).LeaveFor(context);
            else
                context.Response.LeadTo(back);
            return;
        }
        var page = issuer.Url("/logged-out");
        if (signOut?.ClientId is { } client)
            page = QueryHelpers.AddQueryString(page, "client_id", client);
        context.Response.LeadTo(signOut is not null && byProvider ? QueryHelpers.AddQueryString(page, "company", provider) : page);
    }

    [LoggerMessage(3611, LogLevel.Warning, "The provider {Provider} could not be asked to sign out: {FailureId}: {Detail}")]
    private static partial void NotSignedOut(ILogger log, string provider, string failureId, string detail);
}
