using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Hardening;

/// <summary>Two policies, <c>protocol</c> and <c>pages</c>: so many requests a minute from one address, then 429 with Retry-After (RFC 6585 §4).</summary>
internal static class RateLimits
{
    public const string Protocol = ProtocolEndpoints.RateLimit;
    public const string Pages = "pages";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(Protocol, context => Of(context, options => options.ProtocolPerMinute));
            limiter.AddPolicy(Pages, context => Of(context, options => options.PagesPerMinute));
            limiter.OnRejected = (rejected, ct) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window;
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
        return services;
    }

    private static RateLimitPartition<string> Of(HttpContext context, Func<RateLimitOptions, int> perMinute)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        // A page that answers a request which was counted already is not another request.
        if (!options.Enabled || context.Features.Get<PageUnderWay>() is not null)
            return RateLimitPartition.GetNoLimiter("");
        return RateLimitPartition.GetSlidingWindowLimiter(CallerAddress.KeyOf(context.Connection.RemoteIpAddress), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute(options),
            Window = Window,
            SegmentsPerWindow = 6,
        });
    }
}
