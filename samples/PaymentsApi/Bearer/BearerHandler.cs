using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PaymentsApi.Bearer;

/// <summary>Takes access tokens from the <c>Authorization</c> header, and from nowhere else (RFC 6750 §2.1), and says why one is refused (§3).</summary>
internal sealed class BearerHandler(AccessTokenRules rules, IOptionsMonitor<BearerOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<BearerOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";

    private const string InvalidRequest = "invalid_request";
    private const string InvalidToken = "invalid_token";
    private const string Unavailable = "temporarily_unavailable";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // RFC 9700 §4.3.2: a token in the address ends up in logs and histories, so that it is refused even beside a good header.
        if (Request.Query.ContainsKey("access_token"))
            return AuthenticateResult.Fail(InvalidRequest);
        // RFC 6750 §3.1: "uses more than one method for including an access token".
        if (Request.Headers.Authorization is not { Count: 1 } authorization)
            return Request.Headers.Authorization.Count == 0 ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(InvalidRequest);

        // RFC 9110 §11.1: the scheme's name is case-insensitive.
        var header = authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();

        if (!await rules.CanReadAsync(Context.RequestAborted))
            return AuthenticateResult.Fail(Unavailable);
        return await rules.ReadAsync(header["Bearer ".Length..].Trim()) is { } token
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(token.Claims.SelectMany(OnePerScope), Scheme.Name, "sub", null)), Scheme.Name))
            : AuthenticateResult.Fail(InvalidToken);
    }

    // §3: without any token the answer names the scheme and no error; §3.1: invalid_request is a 400.
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var error = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        if (error == Unavailable)
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else
            Refuse(error == InvalidRequest ? StatusCodes.Status400BadRequest : StatusCodes.Status401Unauthorized, error);
    }

    // §3.1: "the request requires higher privileges than provided by the access token", with the scope that is needed.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Refuse(StatusCodes.Status403Forbidden, "insufficient_scope", $", scope=\"{Options.Scope}\"");
        return Task.CompletedTask;
    }

    private void Refuse(int status, string? error, string more = "")
    {
        Response.StatusCode = status;
        Response.Headers.CacheControl = "no-store";
        // RFC 9728 §5.1 tells a client that has no token where to read whose token it needs.
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"payments\"{(error is null ? "" : $", error=\"{error}\"")}{more}, resource_metadata=\"{Options.MetadataUrl}\"";
    }

    // RFC 8693 §4.2: scope is one string with spaces between.
    private static IEnumerable<Claim> OnePerScope(Claim claim) =>
        claim.Type == "scope" ? claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => new Claim("scope", scope)) : [claim];
}
