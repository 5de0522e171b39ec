using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Hardening;

/// <summary>The outermost answer to a mistake of ours: an error page with an id for a person, <c>server_error</c> for a program. The log has the rest.</summary>
internal static class Faults
{
    public static void UseFaults(this IApplicationBuilder app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = AnswerAsync,
        StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        AllowStatusCode404Response = true,
        // A request that is cut off or too large is the caller's doing, not ours.
        SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException or OperationCanceledException,
    });

    private static Task AnswerAsync(HttpContext context)
    {
        var failure = context.Features.GetRequiredFeature<IExceptionHandlerPathFeature>();
        var error = failure.Error is BadHttpRequestException bad
            ? new ProtocolError("http.invalid", "invalid_request", "The request could not be read.", bad.StatusCode)
            : new ProtocolError("http.fault", "server_error", "Something went wrong on our side.", StatusCodes.Status500InternalServerError);

        // The page could not be rendered either: words without any page are left.
        if (context.Features.Get<PageUnderWay>() is not null)
            return context.Response.WriteAsync(error.Description);

        context.Features.Set<PageAnswer>(null);
        context.SetEndpoint(failure.Endpoint);
        if (Reader.IsPerson(context.Request))
        {
            new ErrorPage(error).LeaveFor(context);
            return Task.CompletedTask;
        }
        context.Response.StatusCode = error.Status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new ErrorBody(error.Code, error.Description), ErrorBodyJson.Default.ErrorBody);
    }
}
