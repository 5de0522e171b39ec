using System.Security.Cryptography;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Federation;

/// <summary>
/// Where the browser comes back to from a company's provider (<c>/federation/callback/{provider}</c>): first whether the answer belongs to a
/// question of this browser, then what it says, then whose account that is. Nothing is created, linked or signed in before all of it holds.
/// </summary>
internal sealed class ReturnEndpoint(
    Upstreams upstreams, UpstreamRequests requests, FederatedSignIn signIn, SignInFlow flow, ProtocolCookies cookies, FederationRefusals refusals, Issuer issuer)
{
    private const string Answer = "answer";

    /// <summary>Their clock and ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public async Task GetAsync(HttpContext context, string provider)
    {
        var query = context.Request.Query;
        if (!query.ContainsKey(Answer))
            await TakeAsync(context, provider, new UpstreamAnswer(UpstreamAnswer.Pairs(query)) { Query = context.Request.QueryString.Value });
        else if (await requests.TakeAnswerAsync(query[Answer].ToString()) is { } kept && kept.Provider == provider)
            await TakeAsync(context, provider, new UpstreamAnswer(kept.Parameters));
        else
            new ExpiredPage().LeaveFor(context);
    }

    /// <summary>A post from another site carries no SameSite=Lax cookie: it is kept for a moment, and taken by the GET that follows (RFC 6265bis §5.6.7).</summary>
    public async Task PostAsync(HttpContext context, string provider)
    {
        var ct = context.RequestAborted;
        UpstreamAnswer answer;
        if (await upstreams.FindAsync(provider, ct) is { Provider.Saml: not null })
            LargeForm.Allow(context);
        try
        {
            await Parameters.FromFormAsync(context.Request, ct);
            answer = new UpstreamAnswer(UpstreamAnswer.Pairs(context.Request.Form));
        }
        catch (ProtocolException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        // Nothing is kept for an answer to no question, and nothing but one answer to each.
        if (StateOf(answer) is { } state && await requests.FindAsync(state, ct) is { } asked && asked.Provider == provider)
            context.Response.LeadTo(issuer.Url($"{FederationPaths.Callback}{provider}?{Answer}={await requests.KeepAnswerAsync(state, new KeptAnswer(provider, answer.Parameters), ct)}"));
        else
            new ExpiredPage().LeaveFor(context);
    }

    private async Task TakeAsync(HttpContext context, string name, UpstreamAnswer answer)
    {
        var ct = context.RequestAborted;
        var upstream = await upstreams.FindAsync(name, ct);

        // 1 The question: asked, of this provider, by this browser, and not answered yet.
        if (StateOf(answer) is not { } state || await requests.FindAsync(state, ct) is not { } asked)
        {
            new ExpiredPage().LeaveFor(context);
            return;
        }
        SignInTurn? turn = null;
        try
        {
            if (cookies.FindBrowser(context) is not { } browser || !CryptographicOperations.FixedTimeEquals(browser, asked.Browser))
                throw new UpstreamException("federation.other_browser", "the answer came to another browser than the one that was sent");
            turn = await flow.FindAsync(context, asked.Pending, ct);
            // RFC 9700 §4.4.2.2: each provider has an address of its own, and an answer to one question does not count for another.
            if (asked.Provider != name)
                throw new UpstreamException("federation.provider_mismatch", "the answer came from another provider than the one that was asked");
            if (upstream is null)
                throw new UpstreamException("federation.provider_unknown", "the provider has been removed or disabled meanwhile");
            if (turn is null || !await requests.TryUseAsync(state))
            {
                new ExpiredPage().LeaveFor(context);
                return;
            }

            // 2 What the provider says. 3 Who that is here.
            var identity = await upstream.Protocol.ReturnAsync(upstream.Provider, asked.Request, answer, ct);
            RefuseStale(asked.Request, identity);
            var next = await signIn.CompleteAsync(context, turn, upstream, identity);
            new ReturnedPage(LeavingFor.SignIn, upstream.Provider.DisplayName, issuer.Url(next)).LeaveFor(context);
        }
        catch (UpstreamException refusal)
        {
            refusals.Show(context, refusal, upstream, turn);
        }
    }

    // OpenID Connect Core §3.1.2.1: prompt=login and max_age were promised to whoever asks us, so the provider has to have kept them.
    private static void RefuseStale(UpstreamRequest asked, UpstreamIdentity identity)
    {
        if (identity.AuthTime is not { } provenAt)
        {
            if (asked.ForceLogin || asked.MaxAge is not null)
                throw new UpstreamException("federation.not_asked_again", "the provider does not say when the person proved themselves, which was asked for");
            return;
        }
        if (asked.ForceLogin && provenAt < asked.LeftAt - Skew)
            throw new UpstreamException("federation.not_asked_again", "the person was to prove themselves anew and did not");
        if (asked.MaxAge is { } most && provenAt < asked.LeftAt - Skew - TimeSpan.FromSeconds(Math.Min(most, uint.MaxValue)))
            throw new UpstreamException("federation.too_old", "the person proved themselves longer ago than was asked for");
    }

    // RFC 6749 §4.1.2 state; SAML Bindings §3.4.3 RelayState.
    private static string? StateOf(UpstreamAnswer answer) => answer["state"] ?? answer["RelayState"];
}
