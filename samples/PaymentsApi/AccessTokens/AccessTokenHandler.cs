using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PaymentsApi.AccessTokens;

/// <summary>
/// Takes access tokens from the <c>Authorization</c> header, and from nowhere else: bearer tokens (RFC 6750 §2.1), and those that are bound to a key
/// (RFC 9449 §7.1) or to a certificate (RFC 8705 §3). Says why one is refused (RFC 6750 §3).
/// </summary>
internal sealed class AccessTokenHandler(
    AccessTokenRules rules, Possession possession, IOptionsMonitor<AccessTokenOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AccessTokenOptions>(options, logger, encoder)
{
    public const string Name = "AccessToken";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // RFC 9700 §4.3.2: a token in the address ends up in logs and histories, so that it is refused even beside a good header.
        if (Request.Query.ContainsKey("access_token"))
            return AuthenticateResult.Fail(Errors.InvalidRequest);
        // RFC 6750 §3.1: "uses more than one method for including an access token".
        if (Request.Headers.Authorization is not { Count: 1 } authorization)
            return Request.Headers.Authorization.Count == 0 ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(Errors.InvalidRequest);
        if (Presented.Read(authorization.ToString()) is not { } presented)
            return AuthenticateResult.NoResult();

        if (!await rules.CanReadAsync(Context.RequestAborted))
            return AuthenticateResult.Fail(Errors.Unavailable);
        if (await rules.ReadAsync(presented.Token) is not { } token)
            return AuthenticateResult.Fail(Errors.InvalidToken);
        return await possession.ProblemAsync(token, presented, Context) is { } problem
            ? AuthenticateResult.Fail(problem)
            : AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(token.Claims.SelectMany(OnePerScope), Scheme.Name, "sub", null)), Scheme.Name));
    }

    // §3: without any token the answer names the schemes and no error; §3.1: invalid_request is a 400.
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var error = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        if (error == Errors.Unavailable)
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else
            Refuse(error == Errors.InvalidRequest ? StatusCodes.Status400BadRequest : StatusCodes.Status401Unauthorized, error);
    }

    // §3.1: "the request requires higher privileges than provided by the access token", with the scope that is needed.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Refuse(StatusCodes.Status403Forbidden, "insufficient_scope", $", scope=\"{Options.Scope}\"");
        return Task.CompletedTask;
    }

    // The scheme that was used hears what was wrong; whoever used none hears of both (RFC 9449 §7.2).
    private void Refuse(int status, string? error, string more = "")
    {
        Response.StatusCode = status;
        Response.Headers.CacheControl = "no-store";
        Response.Headers.WWWAuthenticate = error is null
            ? new[] { Challenge(Presented.Bearer), Challenge(Presented.Dpop) }
            : Challenge(Presented.SchemeOf(Request), $", error=\"{error}\"{more}");
    }

    private string Challenge(string scheme, string why = "")
    {
        // RFC 9449 §7.1: algs tells which signatures a proof may have.
        var algorithms = scheme == Presented.Dpop ? $", algs=\"{string.Join(' ', DpopProofs.Algorithms)}\"" : "";
        // RFC 9728 §5.1 tells a client that has no token where to read whose token it needs.
        return $"{scheme} realm=\"payments\"{why}{algorithms}, resource_metadata=\"{Options.MetadataUrl}\"";
    }

    // RFC 8693 §4.2: scope is one string with spaces between.
    private static IEnumerable<Claim> OnePerScope(Claim claim) =>
        claim.Type == "scope" ? claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => new Claim("scope", scope)) : [claim];
}
