using PseIdentity.Protocol;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Federation;

/// <summary>
/// Sends the browser to a company's provider (<c>GET /federation/leave</c>): with what the request behind the sign-in asks for, and with a
/// state that belongs to this browser, this provider and this sign-in, so that neither tabs nor providers can be mixed up (RFC 9700 §4.4).
/// </summary>
internal sealed class DepartureEndpoint(SignInFlow flow, Upstreams upstreams, UpstreamRequests requests, FederationRefusals refusals, Issuer issuer, TimeProvider clock)
{
    private const int LongestHint = 320;

    public async Task GetAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var query = context.Request.Query;
        if (await flow.FindAsync(context, query["pending"], ct) is not { } turn)
        {
            new ExpiredPage().LeaveFor(context);
            return;
        }
        if (await upstreams.FindAsync(query["provider"], ct) is not { } upstream)
        {
            refusals.Show(context, new UpstreamException("federation.provider_unknown", "the provider is not there, or is disabled"), null, turn);
            return;
        }
        var hint = query["login_hint"].ToString() is { Length: > 0 and <= LongestHint } typed ? typed : turn.Asked.LoginHint;

        // CSP applies a form's targets to the redirects after it: from a form the way leads over a page of ours.
        if (query["form"] == "yes")
        {
            new LeavingPage(LeavingFor.SignIn, upstream.Provider.DisplayName, issuer.Url(FederationPaths.LeaveFor(turn.Handle, upstream.Name, hint)), null).LeaveFor(context);
            return;
        }
        try
        {
            await LeaveAsync(context, turn, upstream, hint, ct);
        }
        catch (UpstreamException refusal)
        {
            refusals.Show(context, refusal, upstream, turn);
        }
    }

    private async Task LeaveAsync(HttpContext context, SignInTurn turn, Upstream upstream, string? hint, CancellationToken ct)
    {
        var ask = AskFor(turn, upstream, hint);
        var departure = await upstream.Protocol.LeaveAsync(upstream.Provider, ask, ct);
        await requests.KeepAsync(new UpstreamQuestion(upstream.Name, turn.Request.BrowserHash, turn.Handle,
            new UpstreamRequest(ask.State, ask.CallbackUri, departure.Kept, clock.GetUtcNow()) { ForceLogin = ask.ForceLogin, MaxAge = ask.MaxAge }), ct);
        LeavingPage.Lead(context, LeavingFor.SignIn, upstream.Provider, departure);
    }

    private UpstreamAsk AskFor(SignInTurn turn, Upstream upstream, string? hint)
    {
        var maxAge = turn.Asked.MaxAge ?? turn.Client?.Metadata.DefaultMaxAge;
        return new UpstreamAsk(UpstreamRequests.NewState(), issuer.Url(FederationPaths.Callback + upstream.Name))
        {
            LoginHint = hint,
            // Whoever is to prove themselves for a page of their account, or to choose another account, is not helped by the session that the provider has.
            ForceLogin = turn.Asked.PromptsLogin || turn.Asked.PromptsSelectAccount || maxAge == 0 || turn.Asked.Link is not null
                || (turn.Request.LocalPath is not null && maxAge is not null),
            MaxAge = maxAge,
            AcrValues = upstream.Provider.TrustsAmr ? turn.Asked.AcrValues ?? turn.Client?.Metadata.DefaultAcrValues ?? [] : [],
            UiLocales = turn.Asked.UiLocales,
        };
    }
}
