using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Authorize;

/// <summary>The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2) and its second entrance for people who come back from a page.</summary>
internal sealed partial class AuthorizeEndpoint(
    Issuer issuer, AuthorizePipeline pipeline, BrowserSessions sessions, SessionStates states, ProtocolCookies cookies, PendingAuthorizations pending,
    IAttemptStore attempts, IInteraction interaction, TimeProvider clock, ILogger<AuthorizeEndpoint> log)
{
    /// <summary>GET: a request arrives.</summary>
    public async Task ArriveAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var now = clock.GetUtcNow();
        if (context.Request.QueryString.Value is { Length: > Parameters.LongestEncoded })
        {
            ShowError(context, Parameters.TooLong());
            return;
        }
        await AnswerAsync(context, new AuthorizeContext
        {
            Parameters = Parameters.FromQuery(context.Request.Query),
            RequestId = RandomId.Of128Bits(),
            ArrivedAt = now,
            Now = now,
            BrowserHash = cookies.FindBrowser(context) ?? [],
            Stage = RequestStage.Arrives,
            Session = await sessions.FindAsync(context, ct),
            Attempt = null,
        }, ct);
    }

    /// <summary>
    /// POST: the same, form-encoded (OpenID Connect Core §3.1.2.1). A post from another site carries no SameSite=Lax cookie,
    /// so it sets none and becomes a GET, which does.
    /// </summary>
    public async Task ArriveByPostAsync(HttpContext context)
    {
        try
        {
            var query = (await Parameters.FromFormAsync(context.Request, context.RequestAborted)).EncodeForRedirect();
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = issuer.Url(AuthorizePaths.Authorize) + "?" + query;
        }
        catch (ProtocolException refusal)
        {
            Refused(log, refusal.Error.Id, null, refusal.Detail ?? refusal.Error.Description);
            ShowError(context, refusal);
        }
    }

    /// <summary>GET with <c>pending</c>: a person comes back from a page.</summary>
    public async Task ResumeAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        if (cookies.FindBrowser(context) is not { } browser
            || await pending.ReadAsync(context.Request.Query["pending"], browser, ct) is not { } request)
        {
            new ExpiredPage().LeaveFor(context);
            return;
        }
        if (request.LocalPath is { } path)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = issuer.PathBase + path;
            return;
        }
        await AnswerAsync(context, new AuthorizeContext
        {
            Parameters = Parameters.FromEncoded(request.Parameters),
            PushedHash = request.PushedHash,
            RequestId = request.RequestId,
            ArrivedAt = request.ArrivedAt,
            Now = clock.GetUtcNow(),
            BrowserHash = browser,
            Stage = RequestStage.Resumes,
            Session = await sessions.FindAsync(context, ct),
            Attempt = await attempts.FindAsync(request.RequestId, browser, ct),
        }, ct);
    }

    private async Task AnswerAsync(HttpContext context, AuthorizeContext request, CancellationToken ct)
    {
        try
        {
            switch (await pipeline.RunAsync(request, ct))
            {
                case Respond respond:
                    await WriteAsync(context, request, respond.Fields, ct);
                    break;
                case AnsweredBefore:
                    ShowAnswered(context, request);
                    break;
                case Interact interact:
                    await LeadAsync(context, request, interact.Reason, ct);
                    break;
            }
        }
        catch (ProtocolException refusal) when (request is { RedirectUri: not null, ResponseMode: not null })
        {
            // RFC 6749 §4.1.2.1: the client is told, because the redirect URI is its own.
            Refused(log, refusal.Error.Id, request.Client?.Id, refusal.Detail ?? refusal.Error.Description);
            await TellAsync(context, request, refusal, ct);
        }
        catch (ProtocolException refusal)
        {
            Refused(log, refusal.Error.Id, request.Client?.Id, refusal.Detail ?? refusal.Error.Description);
            ShowError(context, refusal);
        }
    }

    private async Task TellAsync(HttpContext context, AuthorizeContext request, ProtocolException refusal, CancellationToken ct)
    {
        try
        {
            await WriteAsync(context, request,
            [
                KeyValuePair.Create("error", refusal.Error.Code),
                KeyValuePair.Create("error_description", refusal.Error.Description),
            ], ct);
        }
        catch (ProtocolException untold)
        {
            // It wants its answers encrypted and has no key for it: then nobody is told but the person.
            Refused(log, untold.Error.Id, request.Client?.Id, untold.Detail ?? untold.Error.Description);
            ShowError(context, untold);
        }
    }

    private async Task LeadAsync(HttpContext context, AuthorizeContext request, InteractionReason reason, CancellationToken ct)
    {
        // Under the address of the request itself: a reload later begins where it should.
        if (await interaction.FindClosedAsync(ct) is { } closed)
        {
            closed.LeaveFor(context);
            return;
        }
        var waiting = new PendingAuthorization
        {
            RequestId = request.RequestId,
            Parameters = request.Parameters.Encode(),
            PushedHash = request.PushedHash,
            ArrivedAt = request.ArrivedAt,
            BrowserHash = request.BrowserHash is { Length: > 0 } known ? known : cookies.FindOrSetBrowser(context),
        };
        var handle = await pending.ProtectAsync(waiting, ct);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = issuer.PathBase + await interaction.NextStepAsync(reason, waiting, handle, ct);
    }

    // RFC 6749 §4.1.2: state comes back exactly; RFC 9207 §2: iss in success and error; Session Management §2: session_state where it is switched on.
    private async ValueTask WriteAsync(HttpContext context, AuthorizeContext request, IReadOnlyList<KeyValuePair<string, string>> fields, CancellationToken ct)
    {
        var all = new List<KeyValuePair<string, string>>(fields);
        if (request.Parameters["state"] is { } state && !request.Parameters.Repeated.Contains("state"))
            all.Add(KeyValuePair.Create("state", state));
        all.Add(KeyValuePair.Create("iss", issuer.Value));
        if (request is { Client: { } client, RedirectUri: { } address } && states.For(context, request.Session, client.Id, address) is { } sessionState)
            all.Add(KeyValuePair.Create("session_state", sessionState));
        if (request is { ResponseMode: { } mode, RedirectUri: { } redirectUri })
            await mode.WriteAsync(context, new AuthorizationResponse(request.KnownClient, redirectUri, all), ct);
    }

    // The person is not at fault and has nothing to send again: the way on is the application, which has its answer.
    private void ShowAnswered(HttpContext context, AuthorizeContext request)
    {
        var refusal = Refuse.InvalidRequestUri("authorize.request_uri_used", "The request_uri was used before.");
        Refused(log, refusal.Error.Id, request.Client?.Id, refusal.Error.Description);
        new ErrorPage(refusal.Error, request.Client).LeaveFor(context);
    }

    private static void ShowError(HttpContext context, ProtocolException refusal) =>
        new ErrorPage(refusal.Error with { Status = StatusCodes.Status400BadRequest }).LeaveFor(context);

    [LoggerMessage(1201, LogLevel.Information, "Authorization request refused: {FailureId} for client {ClientId}: {Detail}")]
    private static partial void Refused(ILogger log, string failureId, string? clientId, string detail);
}
