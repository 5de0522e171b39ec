using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Logout;

/// <summary>
/// Signs a person out at the request of a relying party (OpenID Connect RP-Initiated Logout 1.0 §2). Five outcomes: back to a registered
/// address, a question, an error page, the page that says it is done, or that page with frames for relying parties, and then back.
/// </summary>
internal sealed partial class EndSessionEndpoint(
    Issuer issuer, IClientStore clients, IdTokenHints hints, BrowserSessions sessions, Subjects subjects, FrontChannelLogout frontChannel, ISignOutContinuation continuation, IAntiforgery antiforgery, IDataProtectionProvider protection,
    ILogger<EndSessionEndpoint> log)
{
    private readonly ProtectedHandles<LogoutRequest> handles = new(protection, "logout", LogoutRequestJson.Default.LogoutRequest);

    public async Task GetAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context, Parameters.FromQuery(context.Request.Query), context.RequestAborted);
        }
        catch (ProtocolException refusal)
        {
            ShowError(context, refusal);
        }
    }

    public async Task PostAsync(HttpContext context)
    {
        try
        {
            var form = await Parameters.FromFormAsync(context.Request, context.RequestAborted);
            if (form["logout-confirm"] is not null || form["logout-cancel"] is not null)
                await AnswerPersonAsync(context, form);
            else
                // §2.1 allows POST; from another site it carries no SameSite=Lax cookie, so it becomes a GET, which does.
                Redirect(context, issuer.Url("/logout") + "?" + form.EncodeForRedirect());
        }
        catch (ProtocolException refusal)
        {
            ShowError(context, refusal);
        }
    }

    private async Task AnswerAsync(HttpContext context, Parameters parameters, CancellationToken ct)
    {
        var (request, client, hint) = await ReadAsync(parameters, ct);
        var session = await sessions.FindAsync(context, ct);

        // Without a session there is nothing to ask about; an address is only followed for a hint that proves who asks.
        if (session is null)
            Finish(context, hint is null ? request with { RedirectUri = null } : request, []);
        else if (hint is not null && IsAbout(hint, client, session))
            await SignOutAsync(context, session, request, ct);
        else
            // §2: "the OP SHOULD ask the End-User whether to log out" where the hint does not show that this person's client asks.
            new LogoutConfirmPage(client?.Name, handles.Protect(request), request.RedirectUri).LeaveFor(context);
    }

    // The answer to "Do you want to sign out?": only here something of ours was posted, so only here a forgery is possible.
    private async Task AnswerPersonAsync(HttpContext context, Parameters form)
    {
        try
        {
            await antiforgery.ValidateRequestAsync(context);
        }
        catch (AntiforgeryValidationException)
        {
            throw Refuse.InvalidRequest("logout.antiforgery", "The form has expired.");
        }
        var request = handles.Read(form["logout"]) ?? throw Refuse.InvalidRequest("logout.handle", "The form has expired.");
        if (form["logout-confirm"] is null)
        {
            Redirect(context, issuer.Url("/account"));
            return;
        }
        if (await sessions.FindAsync(context, context.RequestAborted) is { } session)
            await SignOutAsync(context, session, request, context.RequestAborted);
        else
            Finish(context, request, []);
    }

    private async Task SignOutAsync(HttpContext context, BrowserSession session, LogoutRequest request, CancellationToken ct)
    {
        var frames = await frontChannel.FramesAsync(await sessions.SignOutAsync(context, session), ct);
        Finish(context, request, frames, await continuation.NextAsync(session, request.ClientId, BackOf(request), ct));
    }

    private async ValueTask<(LogoutRequest, Client?, IdTokenHint?)> ReadAsync(Parameters parameters, CancellationToken ct)
    {
        parameters.RefuseRepeated();
        IdTokenHint? hint = null;
        if (parameters["id_token_hint"] is { } token)
            hint = await hints.ReadAsync(token, ct) ?? throw Refuse.InvalidRequest("logout.hint", "The id_token_hint is not an ID token of this provider.");

        // §2: "the OP MUST verify that the Client Identifier matches the one used when issuing the ID Token".
        var clientId = parameters["client_id"] ?? (hint?.Audience is [var only] ? only : null);
        if (hint is not null && clientId is not null && !hint.Audience.Contains(clientId, StringComparer.Ordinal))
            throw Refuse.InvalidRequest("logout.client_mismatch", "The client_id is not the one of the id_token_hint.");
        var client = clientId is null ? null : await clients.FindAsync(clientId, ct);

        // §3: exact matching with a registered address; without a client there is none. One that has gone since still signs its people out.
        var redirectUri = hint is not null && clientId is not null && client is null ? null : parameters["post_logout_redirect_uri"];
        if (redirectUri is not null && client?.Metadata.PostLogoutRedirectUris.Contains(redirectUri, StringComparer.Ordinal) != true)
            throw Refuse.InvalidRequest("logout.redirect_uri_mismatch", "The post_logout_redirect_uri is not registered for this application.");
        return (new LogoutRequest(client?.Id, redirectUri, parameters["state"]), client, hint);
    }

    // The hint names the person as its client does; without the client the name is taken as it is.
    private bool IsAbout(IdTokenHint hint, Client? client, BrowserSession session) =>
        (hint.Sid is null || hint.Sid == session.Sid)
        && (client is null ? string.Equals(hint.Subject, session.Subject, StringComparison.Ordinal) : subjects.IsNamed(client, hint.Subject, session.Subject));

    private static string? BackOf(LogoutRequest request) =>
        request is { RedirectUri: { } uri, State: { } state } ? QueryHelpers.AddQueryString(uri, "state", state) : request.RedirectUri;

    /// <param name="next">Where the sign-out goes on before the browser is led back.</param>
    private void Finish(HttpContext context, LogoutRequest request, IReadOnlyList<string> frames, string? next = null)
    {
        var back = next ?? BackOf(request);
        // Front-Channel Logout §3: the frames are loaded first; the page then goes on.
        if (frames.Count > 0)
            new SignedOutPage(request.ClientId, frames, back).LeaveFor(context);
        else if (back is not null)
            Redirect(context, back);
        else
            Redirect(context, SignedOut(context, request.ClientId));
    }

    // §2: the language that the relying party asked for is that of the last page, too.
    private string SignedOut(HttpContext context, string? clientId)
    {
        var page = clientId is null ? issuer.Url("/logged-out") : QueryHelpers.AddQueryString(issuer.Url("/logged-out"), "client_id", clientId);
        return context.Request.Query["ui_locales"].ToString() is { Length: > 0 } languages ? QueryHelpers.AddQueryString(page, "ui_locales", languages) : page;
    }

    private void ShowError(HttpContext context, ProtocolException refusal)
    {
        Refused(log, refusal.Error.Id, refusal.Detail ?? refusal.Error.Description);
        new ErrorPage(refusal.Error with { Status = StatusCodes.Status400BadRequest }).LeaveFor(context);
    }

    private static void Redirect(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = location;
    }

    [LoggerMessage(1501, LogLevel.Information, "Sign-out refused: {FailureId}: {Detail}")]
    private static partial void Refused(ILogger log, string failureId, string detail);
}
