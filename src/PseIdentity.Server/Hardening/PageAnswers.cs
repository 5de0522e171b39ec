using System.Globalization;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Hardening;

/// <summary>Set while a page is rendered in place of the answer that was asked for.</summary>
/// <param name="Method">The method that the browser used.</param>
/// <param name="Path">The path that the browser sees.</param>
internal sealed record PageUnderWay(string Method, PathString Path);

/// <summary>
/// Renders the page that an endpoint asked for (<see cref="PageAnswer"/>), under the address that the browser sees, with the status that
/// the endpoint chose. A bare error status becomes the error page too, where a person is looking.
/// </summary>
internal sealed class PageAnswers(RequestDelegate next, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.HasStarted)
            return;
        if (context.Features.Get<PageAnswer>() is null && BareError(context) is { } error)
            new ErrorPage(error).LeaveFor(context);
        if (context.Features.Get<PageAnswer>() is { } answer)
            await RenderAsync(context, answer);
    }

    private async Task RenderAsync(HttpContext context, PageAnswer answer)
    {
        ContentSecurityPolicy.Of(context).AllowFormTo(answer switch
        {
            FormPostPage form => form.Action,
            LogoutConfirmPage question => question.LeadsTo,
            LeavingPage { Form: not null } leaving => leaving.Target,
            _ => null,
        });

        if (answer is SignedOutPage signedOut)
            foreach (var frame in signedOut.Frames)
                ContentSecurityPolicy.Of(context).AllowFrameOf(frame);

        var request = context.Request;
        var (method, path) = (request.Method, request.Path);
        context.Features.Set(new PageUnderWay(method, path));
        context.SetEndpoint(null);
        request.RouteValues.Clear();
        request.Method = HttpMethods.Get;
        request.Path = PathOf(answer);
        context.Response.StatusCode = answer.Status;
        if (answer is MaintenancePage maintenance)
            Unavailable(context.Response, maintenance.Until, clock.GetUtcNow());
        try
        {
            await next(context);
        }
        finally
        {
            (request.Method, request.Path) = (method, path);
        }
    }

    /// <summary>503 with the seconds until then (RFC 9110 §10.2.3).</summary>
    public static void Unavailable(HttpResponse response, DateTimeOffset until, DateTimeOffset now)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling((until - now).TotalSeconds))).ToString(CultureInfo.InvariantCulture);
    }

    private static PathString PathOf(PageAnswer answer) => answer switch
    {
        ErrorPage => "/error",
        FormPostPage => "/form-post",
        ExpiredPage => "/expired",
        LogoutConfirmPage => "/internal/logout",
        SignedOutPage => "/logged-out",
        MaintenancePage => "/maintenance",
        LeavingPage => "/internal/leaving",
        ReturnedPage => "/internal/company-returned",
        CompanyRefusedPage => "/internal/company-refused",
        _ => throw new InvalidOperationException($"No page renders {answer.GetType().Name}."),
    };

    // Our failures in the words of HTTP, for a person who followed a wrong link or was too fast.
    private static ProtocolError? BareError(HttpContext context) =>
        context.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null or 0 } && Reader.IsPerson(context.Request)
            ? context.Response.StatusCode switch
            {
                404 => new("http.not_found", "not_found", "There is nothing at this address.", 404),
                405 => new("http.method", "method_not_allowed", "This address cannot be used in this way.", 405),
                413 => new("http.too_large", "invalid_request", "The request is too large.", 413),
                429 => new("http.too_many_requests", "too_many_requests", "There were too many requests from this address. Wait a minute and try again.", 429),
                >= 500 and var status => new("http.fault", "server_error", "Something went wrong on our side.", status),
                var status => new("http.invalid", "invalid_request", "The request could not be understood.", status),
            }
            : null;
}
