using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Pages;

/// <summary>The ways in which a page's POST ends.</summary>
internal static class Answers
{
    /// <summary>On to the next step by GET (RFC 9110 §15.4.4), so that a reload repeats nothing.</summary>
    public static IActionResult SeeOther(this PageModel page, string path) => new SeeOtherResult(path);

    /// <summary>On to an absolute address of ours.</summary>
    public static IActionResult Lead(this PageModel page, string address)
    {
        page.Response.LeadTo(address);
        return new EmptyResult();
    }

    /// <summary>The request behind this page is unknown.</summary>
    public static IActionResult Expired(this PageModel page)
    {
        new ExpiredPage().LeaveFor(page.HttpContext);
        return new EmptyResult();
    }

    /// <summary>The page once more, because the machine is busy (RFC 9110 §15.6.4).</summary>
    public static IActionResult Busy(this PageModel page, TimeSpan retryAfter) => page.Later(503, retryAfter);

    /// <summary>The page once more, because too much came from there (RFC 6585 §4).</summary>
    public static IActionResult TooMany(this PageModel page, TimeSpan retryAfter) => page.Later(429, retryAfter);

    private static PageResult Later(this PageModel page, int status, TimeSpan retryAfter)
    {
        page.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var again = page.Page();
        again.StatusCode = status;
        return again;
    }

    /// <summary>When a lock ends, in words.</summary>
    public static string Locked(this IStringLocalizer<Text> text, DateTimeOffset until, DateTimeOffset now)
    {
        var minutes = (int)Math.Ceiling((until - now).TotalMinutes);
        return minutes > 1 ? text["Error.Locked", minutes, until.UtcDateTime] : text["Error.LockedOne", until.UtcDateTime];
    }

    /// <summary>When an address is heard again, in words.</summary>
    public static string TooManyHere(this IStringLocalizer<Text> text, DateTimeOffset until, DateTimeOffset now) =>
        text["Error.TooManyHere", Math.Max(1, (int)Math.Ceiling((until - now).TotalMinutes)), until.UtcDateTime];

    /// <summary>Why a password may not be chosen, and what to do, in words.</summary>
    public static string Fault(this IStringLocalizer<Text> text, PasswordFault fault) =>
        fault.Of is { } of ? text[fault.TextName, of] : text[fault.TextName];

    private sealed class SeeOtherResult(string path) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            var response = context.HttpContext.Response;
            response.StatusCode = 303;
            response.Headers.Location = context.HttpContext.Request.PathBase + path;
            return Task.CompletedTask;
        }
    }
}
