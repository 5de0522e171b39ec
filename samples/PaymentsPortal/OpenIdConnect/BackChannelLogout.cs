using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.JsonWebTokens;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>The provider says, from server to server, that a session has ended (OpenID Connect Back-Channel Logout 1.0).</summary>
internal sealed partial class BackChannelLogout(
    SignedTokens signedTokens, PortalSessions sessions, TimeProvider clock, ILogger<BackChannelLogout> log)
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    private readonly ConcurrentDictionary<string, DateTime> received = new(StringComparer.Ordinal);

    /// <summary><c>POST /backchannel-logout</c> with the one field <c>logout_token</c> (§2.5); answers as §2.8 says.</summary>
    public async Task<IResult> ReceiveAsync(HttpContext context, CancellationToken ct)
    {
        // §2.8: "the response SHOULD include the Cache-Control HTTP response header field with a no-store value".
        context.Response.Headers.CacheControl = "no-store";

        // §2.5: the body is application/x-www-form-urlencoded.
        var urlEncoded = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType == "application/x-www-form-urlencoded";
        if (!urlEncoded || (await context.Request.ReadFormAsync(ct))["logout_token"] is not { Count: 1 } sent || sent[0] is not { Length: > 0 } logoutToken)
            return Refuse("logout_token is missing");

        // §2.6 steps 1 to 4: not encrypted, signed by the provider with an asymmetric algorithm; iss, aud, iat and exp as in an ID token.
        if (await signedTokens.ReadAsync(logoutToken) is not { } token)
            return Refuse("the logout token is not valid");
        if (Mistake(token) is { } mistake)
            return Refuse(mistake);

        // Steps 9 to 11: sub and sid both have to fit where both are given.
        token.TryGetPayloadValue<string>("sid", out var sid);
        LogEnded(sessions.EndOf(sid, token.Subject is { Length: > 0 } subject ? subject : null));
        return TypedResults.Ok();
    }

    private string? Mistake(JsonWebToken token)
    {
        // §2.4: typ "logout+jwt" keeps ID tokens, which also name sub and sid, from being accepted here.
        if (!string.Equals(token.Typ, "logout+jwt", StringComparison.OrdinalIgnoreCase))
            return "typ is not logout+jwt";
        // Step 5: "Verify that the Logout Token contains a sub Claim, a sid Claim, or both."
        if (string.IsNullOrEmpty(token.Subject) && !(token.TryGetPayloadValue<string>("sid", out var sid) && sid.Length > 0))
            return "neither sub nor sid";
        // Step 6: the events claim has the member of this event, and its value is a JSON object.
        if (!token.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(LogoutEvent, out var member) || member.ValueKind != JsonValueKind.Object)
            return "events is not that of a logout";
        // Step 7: "Verify that the Logout Token does not contain a nonce Claim."
        if (token.TryGetPayloadValue<object>("nonce", out _))
            return "nonce is not allowed";
        // Step 8: the same token is not taken twice. Last, so that a refused token does not count as received.
        return string.IsNullOrEmpty(token.Id) || !IsFirst(token) ? "jti is missing or was received before" : null;
    }

    private bool IsFirst(JsonWebToken token)
    {
        foreach (var (jti, until) in received)
        {
            if (until < clock.GetUtcNow().UtcDateTime)
                received.TryRemove(jti, out _);
        }

        return received.TryAdd(token.Id, token.ValidTo.AddMinutes(1));
    }

    private JsonHttpResult<Refusal> Refuse(string reason)
    {
        LogRefused(reason);
        return TypedResults.Json(new Refusal("invalid_request", reason), statusCode: StatusCodes.Status400BadRequest);
    }

    private sealed record Refusal(
        [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);

    [LoggerMessage(40, LogLevel.Information, "The provider signed out {Count} session(s)")]
    private partial void LogEnded(int count);

    [LoggerMessage(41, LogLevel.Warning, "A logout token was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
