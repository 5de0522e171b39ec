using Microsoft.AspNetCore.Mvc.Filters;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Http;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Localization;

/// <summary>What was asked for on behalf of the person: by the request, otherwise by the account. Left on the request for the foot of the page.</summary>
internal sealed record AskedLanguage(string? Tag);

/// <summary>
/// Which language a page speaks: <c>ui_locales</c> of the request (OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2), the account of whoever
/// is signed in, the choice that this browser keeps, what the browser prefers, English.
/// </summary>
internal sealed class PageLanguage(PendingAuthorizations pending, ProtocolCookies cookies, BrowserSessions sessions, UserStore accounts, LanguageCookie choices) : IAsyncResourceFilter
{
    public const string Parameter = "ui_locales";

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        var asked = await AskedAsync(http, http.RequestAborted);
        http.Features.Set(new AskedLanguage(asked));
        var language = choices.Find(http)?.Against(asked) ?? asked ?? Preferred(http.Request) ?? Languages.Default;
        http.Response.Headers.ContentLanguage = language;
        using var speaking = new Speaking(language);
        await next();
    }

    private async ValueTask<string?> AskedAsync(HttpContext http, CancellationToken ct)
    {
        if (Find(http.Request.Query[Parameter].ToString()) is { } here)
            return here;
        // A page that says that something is broken needs nothing that may be.
        if (http.Features.Get<PageAnswer>() is ErrorPage { Status: >= 500 or 429 })
            return null;
        if (http.Request.Query["pending"].ToString() is { Length: > 0 } handle
            && await pending.ReadAsync(handle, cookies.FindBrowser(http), ct) is { } request && Find(Parameters.FromEncoded(request.Parameters)[Parameter]) is { } requested)
            return requested;
        return await sessions.FindAsync(http, ct) is { } session && await accounts.FindAsync(session.UserId, ct) is { Active: true } person ? Languages.Of(person) : null;
    }

    // Core §3.1.2.1: "a space-separated list of BCP47 language tag values, ordered by preference"; "An error SHOULD NOT result if some or all of the requested locales are not supported".
    private static string? Find(string? list) => list is null ? null : Languages.Find(list.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // RFC 9110 §12.5.4.
    private static string? Preferred(HttpRequest request) => Languages.Find(request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality != 0).OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.ToString()));
}
