using System.Net.Mime;
using System.Text.Json;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Hardening;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>What browsers and password managers ask for beside the pages.</summary>
internal static class PasskeyEndpoints
{
    /// <summary>New options for somebody who adds a passkey to their account.</summary>
    public const string OwnOptions = "/account/security/passkey/options";

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        // Web Authentication Level 3 §5.11: JSON with the member "origins".
        routes.MapGet("/.well-known/webauthn", (PasskeyScope scope) => Json(json => json.WriteStrings("origins", scope.Origins))).RequireRateLimiting(RateLimits.Pages);

        // W3C, A Well-Known URL for Relying Party Passkey Endpoints §3.
        routes.MapGet("/.well-known/passkey-endpoints", (Issuer issuer) => Json(json =>
        {
            json.WriteString("enroll"u8, issuer.Url("/account/security"));
            json.WriteString("manage"u8, issuer.Url("/account/security"));
        })).RequireRateLimiting(RateLimits.Pages);

        // Nothing changes by these, and no other site can read what they answer; the cookies that they need are not sent by other sites' posts.
        routes.MapPost(PasskeyQuestions.Path, OfStepAsync).RequireRateLimiting(RateLimits.Pages);
        routes.MapPost(OwnOptions, OfAccountAsync).RequireRateLimiting(RateLimits.Pages);
    }

    private static async Task<IResult> OfStepAsync(HttpContext context, SignInFlow flow, PasskeyQuestions questions, string? pending, string? other, CancellationToken ct) =>
        await flow.FindAsync(context, pending, ct) is { } turn ? Options(context, questions.For(turn, other is not null)) : Results.NotFound();

    private static async Task<IResult> OfAccountAsync(HttpContext context, BrowserSessions sessions, UserStore accounts, ProtocolCookies cookies, PasskeyEnrollment enrollment, CancellationToken ct) =>
        await sessions.FindAsync(context, ct) is { } session && cookies.FindBrowser(context) is { } browser
            && await accounts.FindAsync(session.UserId, ct) is { Active: true } person && enrollment.IsUsable
            ? Options(context, enrollment.Ask(browser, session.Sid, person))
            : Results.NotFound();

    private static IResult Options(HttpContext context, string? options)
    {
        context.Response.Headers.CacheControl = "no-store";
        return options is null ? Results.NotFound() : Results.Text(options, MediaTypeNames.Application.Json);
    }

    private static IResult Json(Action<Utf8JsonWriter> members) => Results.Text(OptionsWriter.Write(members), MediaTypeNames.Application.Json);
}
