using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>Takes the provider's answer at the redirect URI, from top to bottom (RFC 6749 §4.1.2, OpenID Connect Core 1.0 §3.1.2.5 to §3.1.3.7).</summary>
internal sealed partial class SignInCallback(
    IOptions<OidcOptions> options, Provider provider, PendingSignIns pendingSignIns, TokenEndpoint tokenEndpoint,
    IdTokens idTokens, UserInfo userInfo, PortalSessions sessions, Cookies cookies, TimeProvider clock, ILogger<SignInCallback> log)
{
    /// <summary><c>GET /signin-oidc</c></summary>
    public async Task<RedirectHttpResult> ReceiveAsync(HttpContext context, CancellationToken ct)
    {
        var answer = context.Request.Query;

        // 1. RFC 6749 §10.12: the answer belongs to a request that this browser made, and is taken once.
        var pending = pendingSignIns.Take(context, Single(answer, "state") ?? "") ?? throw SignInException.NotStartedHere();

        // 2. RFC 9207 §2.4: it comes from the provider that was asked, errors included.
        var metadata = await provider.DiscoverAsync(ct);
        RequireIssuer(Single(answer, "iss"), metadata.AuthorizationResponseIssParameterSupported);

        // 3. RFC 6749 §4.1.2.1: the provider may have refused, or the person may have turned back.
        if (Single(answer, "error") is { } error)
        {
            LogRefused(error);
            throw new SignInException(error, Single(answer, "error_description") ?? "The identity provider did not say why.");
        }

        // 4. RFC 6749 §4.1.3: the code is exchanged from server to server.
        var code = Single(answer, "code") ?? throw SignInException.InvalidAnswer("The answer has neither a code nor an error.");
        var tokens = await tokenEndpoint.RedeemCodeAsync(code, pending.CodeVerifier, ct);

        // 5. Core §3.1.3.7: who it is, proven by the provider's signature, for this client and this very request.
        var identity = await idTokens.ValidateAsync(tokens, pending.Nonce);

        // 6. Core §5.3: name and e-mail are asked for with the access token.
        var person = await userInfo.FetchAsync(tokens.AccessToken, identity.Subject, ct);

        // 7. A session under a new random cookie; the tokens never reach the browser.
        if (context.Request.Cookies.TryGetValue(cookies.Session, out var former))
            sessions.End(former);
        var cookie = sessions.Start(new PortalSession(identity, person, tokens, clock.GetUtcNow()));
        context.Response.Cookies.Append(cookies.Session, cookie, cookies.Flags());

        LogSignedIn(identity.Acr);
        return TypedResults.LocalRedirect(pending.ReturnTo);
    }

    private void RequireIssuer(string? issuer, bool promised)
    {
        if (issuer is null && !promised)
            return;
        if (!string.Equals(issuer, options.Value.Authority, StringComparison.Ordinal))
            throw SignInException.InvalidAnswer("The answer does not come from the identity provider that was asked.");
    }

    // RFC 6749 §3.1: a parameter must not be included more than once.
    private static string? Single(IQueryCollection answer, string name) => answer[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } one => one[0],
        _ => throw SignInException.InvalidAnswer($"The answer has '{name}' more than once."),
    };

    [LoggerMessage(1, LogLevel.Information, "Signed in with {Acr}")]
    private partial void LogSignedIn(string? acr);

    [LoggerMessage(2, LogLevel.Information, "The provider refused: {Error}")]
    private partial void LogRefused(string error);
}
