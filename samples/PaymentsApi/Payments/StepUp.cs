using System.Globalization;
using System.Security.Claims;
using PaymentsApi.AccessTokens;

namespace PaymentsApi.Payments;

/// <summary>Large payments need a person who signed in with two factors, and not long ago (RFC 9470).</summary>
internal static class StepUp
{
    /// <summary>From this amount on, in whatever currency.</summary>
    private const decimal Large = 500;

    private const int MaxAgeSeconds = 900;

    // The levels that are strong enough; the first is what the challenge asks for.
    private static readonly string[] StrongEnough = ["urn:pse-identity:acr:mfa", "urn:pse-identity:acr:phishing-resistant"];

    /// <summary>The challenge when the sign-in behind the token is too weak or too old for this amount; otherwise null.</summary>
    public static IResult? ChallengeFor(InstructedAmount amount, ClaimsPrincipal caller, DateTimeOffset now, AccessTokenOptions options)
    {
        if (decimal.Parse(amount.Value ?? "", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) < Large)
            return null;
        var strong = StrongEnough.Contains(caller.FindFirstValue("acr"), StringComparer.Ordinal);
        var fresh = long.TryParse(caller.FindFirstValue("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var signedIn)
            && now.ToUnixTimeSeconds() - signedIn <= MaxAgeSeconds;
        return strong && fresh ? null : new Challenge(options.MetadataUrl);
    }

    // §3: the error, and what the client has to ask the provider for.
    private sealed class Challenge(string metadataUrl) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.WWWAuthenticate =
                Presented.SchemeOf(context.Request) + " realm=\"payments\", error=\"insufficient_user_authentication\", error_description=\"A payment of this size needs a recent sign-in with two factors.\", "
                + $"acr_values=\"{StrongEnough[0]}\", max_age=\"{MaxAgeSeconds}\", resource_metadata=\"{metadataUrl}\"";
            return Task.CompletedTask;
        }
    }
}
