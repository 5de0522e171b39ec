namespace PseIdentity.Protocol.Tokens;

/// <summary>How long what is issued lives (section <c>Tokens</c>). Clients may have their own.</summary>
public sealed class TokenOptions
{
    /// <summary>An authorization code. There is no grace. RFC 6749 §4.1.2 recommends at most ten minutes; certification tests 62 seconds.</summary>
    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a pushed authorization request (RFC 9126) waits for the person to arrive with it. There is no grace. FAPI 2.0 wants less than 600 seconds.</summary>
    public TimeSpan PushedRequestLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request waits for a person before the page says that it has expired.</summary>
    public TimeSpan PendingRequestLifetime { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>An access token. Shorter revokes faster at resource servers that only check the signature; longer saves refreshes.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>An ID token.</summary>
    public TimeSpan IdTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A refresh token that nobody uses ends after this.</summary>
    public TimeSpan RefreshIdle { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A grant ends after this, however often it is refreshed.</summary>
    public TimeSpan RefreshAbsolute { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How long the previous refresh token is answered again after a rotation, so that a lost answer or a racing tab logs nobody out.</summary>
    public TimeSpan RefreshRetryWindow { get; set; } = TimeSpan.FromSeconds(30);
}
