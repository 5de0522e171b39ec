using System.Diagnostics;

namespace PseIdentity.Server.Operations;

/// <summary>One line for each request: verb, path, status, time. Never the query string: codes and handles travel there.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!log.IsEnabled(LogLevel.Information) || context.Request.Path.StartsWithSegments("/healthz", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }
        var (method, path, started) = (context.Request.Method, context.Request.Path, Stopwatch.GetTimestamp());
        await next(context);
        Answered(method, path, context.Response.StatusCode, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    [LoggerMessage(100, LogLevel.Information, "{Method} {Path} answered {Status} in {Milliseconds} ms")]
    private partial void Answered(string method, PathString path, int status, long milliseconds);
}
