using System.Text;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Hardening;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation;

/// <summary>
/// Where providers say that somebody has signed out there (<c>/federation/logout/{provider}</c>): a logout token (Back-Channel Logout 1.0 §2.5), a frame
/// (Front-Channel Logout 1.0 §2), or SAML's LogoutRequest. Sessions that came from there end here, and at every relying party.
/// </summary>
internal sealed class UpstreamLogoutEndpoint(
    Upstreams upstreams, UpstreamSessionStore sessions, FederatedIdentityStore links, SessionEnding ending, UpstreamSignOut signOut, FederationRefusals refusals, ActivityStore activity)
{
    private const string SignedOut = "<!DOCTYPE html><html lang=\"en\"><title>Signed out</title></html>";

    public Task GetAsync(HttpContext context, string provider) =>
        AnswerAsync(context, provider, new UpstreamAnswer(UpstreamAnswer.Pairs(context.Request.Query)) { Query = context.Request.QueryString.Value });

    public async Task PostAsync(HttpContext context, string provider)
    {
        try
        {
            await Parameters.FromFormAsync(context.Request, context.RequestAborted);
        }
        catch (ProtocolException refusal)
        {
            await context.Response.WriteErrorAsync(refusal.Error);
            return;
        }
        await AnswerAsync(context, provider, new UpstreamAnswer(UpstreamAnswer.Pairs(context.Request.Form)));
    }

    private async Task AnswerAsync(HttpContext context, string name, UpstreamAnswer message)
    {
        var ct = context.RequestAborted;
        // Back-Channel Logout §2.8: "The RP's response SHOULD include the Cache-Control HTTP response header field with a no-store value".
        context.Response.Headers.CacheControl = "no-cache, no-store";
        var upstream = await upstreams.FindAsync(name, ct);
        UpstreamLogout logout;
        try
        {
            logout = upstream is null ? throw new UpstreamException("federation.provider_unknown", "the provider is not there, or is disabled")
                : await upstream.Protocol.ReadLogoutAsync(upstream.Provider, message, ct);
        }
        catch (UpstreamException refusal)
        {
            refusals.Record(context, refusal, upstream, clientId: null);
            // §2.8: "If there is an error with the Logout Token, the RP MUST respond with HTTP 400 Bad Request".
            await RefuseAsync(context, refusal);
            return;
        }
        if (logout.State is { } state)
        {
            await signOut.ReturnAsync(context, name, state, byProvider: true);
            return;
        }
        await EndAsync(context, upstream, logout);
        await ReplyAsync(context, upstream, logout);
    }

    private async Task EndAsync(HttpContext context, Upstream upstream, UpstreamLogout logout)
    {
        // From here on a caller that hangs up must not leave half of it.
        var caller = Caller.Of(context, clientId: null);
        foreach (var (session, subject) in await sessions.FindAsync(upstream.Name, logout.Subject, logout.Sid, CancellationToken.None))
            if (await ending.EndAsync(session, "ended-by-company") is { } ended)
                await activity.RecordAsync(caller.Event("session.ended_by_company", (await links.FindAsync(upstream.Name, subject, CancellationToken.None))?.UserId, ended.Sid,
                    new Dictionary<string, string> { ["provider"] = upstream.Name }));
    }

    private static async Task ReplyAsync(HttpContext context, Upstream upstream, UpstreamLogout logout)
    {
        if (logout.Reply is { } reply)
        {
            LeavingPage.Lead(context, LeavingFor.SignOut, upstream.Provider, reply);
            return;
        }
        if (logout.FramedBy is not { } origin)
            return;
        // Front-Channel Logout §2: nothing but the provider's own page may show it, and there is nothing on it.
        ContentSecurityPolicy.Of(context).MayBeFramedBy(origin);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(SignedOut, Encoding.UTF8);
    }

    private static Task RefuseAsync(HttpContext context, UpstreamException refusal)
    {
        if (Reader.IsPerson(context.Request))
        {
            new ErrorPage(new ProtocolError(refusal.Id, "invalid_request", "The message about a sign-out could not be accepted.", StatusCodes.Status400BadRequest)).LeaveFor(context);
            return Task.CompletedTask;
        }
        return context.Response.WriteErrorAsync(new ProtocolError(refusal.Id, "invalid_request", "The message about a sign-out could not be accepted.", StatusCodes.Status400BadRequest));
    }
}
