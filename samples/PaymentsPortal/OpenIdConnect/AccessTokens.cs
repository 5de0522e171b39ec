namespace PaymentsPortal.OpenIdConnect;

/// <summary>Hands out an access token that still works, and refreshes it before it expires (RFC 6749 §6, OpenID Connect Core 1.0 §12).</summary>
internal sealed partial class AccessTokens(TokenEndpoint tokenEndpoint, IdTokens idTokens, PortalSessions sessions, TimeProvider clock, ILogger<AccessTokens> log)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>An access token for a call now; null when the session is over and the person has to sign in again.</summary>
    public async Task<string?> GetAsync(PortalSession session, CancellationToken ct)
    {
        var tokens = session.Tokens;
        if (clock.GetUtcNow() < tokens.ExpiresAt - Ahead)
            return tokens.AccessToken;
        if (tokens.RefreshToken is null)
            return clock.GetUtcNow() < tokens.ExpiresAt ? tokens.AccessToken : null;

        return await RefreshAsync(session, tokens, ct) ? session.Tokens.AccessToken : null;
    }

    /// <summary>Replaces <paramref name="seen"/> unless another request did meanwhile. False: the provider ended the grant, and with it the session.</summary>
    public async Task<bool> RefreshAsync(PortalSession session, Tokens seen, CancellationToken ct)
    {
        await session.Refreshing.WaitAsync(ct);
        try
        {
            if (!ReferenceEquals(session.Tokens, seen))
                return true;
            if (seen.RefreshToken is not { } refreshToken)
                return false;

            // The provider may rotate the refresh token: a browser that hangs up must not lose the new one, so no ct from here.
            var answer = await tokenEndpoint.RefreshAsync(refreshToken, CancellationToken.None);
            var identity = answer.IdToken is null ? session.Identity : await idTokens.ValidateRefreshedAsync(answer, session.Identity);

            // RFC 6749 §6: without a new refresh token the old one is kept; likewise the ID token, which sign-out needs.
            session.Replace(answer with { RefreshToken = answer.RefreshToken ?? refreshToken, IdToken = answer.IdToken ?? seen.IdToken, Scope = answer.Scope ?? seen.Scope }, identity);
            LogRefreshed();
            return true;
        }
        catch (SignInException refused) when (refused.Error == "invalid_grant")
        {
            sessions.End(session);
            LogEnded();
            return false;
        }
        finally
        {
            session.Refreshing.Release();
        }
    }

    [LoggerMessage(30, LogLevel.Information, "Tokens refreshed")]
    private partial void LogRefreshed();

    [LoggerMessage(31, LogLevel.Information, "The refresh token is no longer valid; the session ends")]
    private partial void LogEnded();
}
