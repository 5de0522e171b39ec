namespace PseIdentity.Protocol.Tokens;

/// <summary>Tokens for an authorization response (OpenID Connect Core §3.2.2.5 and §3.3.2.5).</summary>
/// <param name="ExpiresIn">Seconds that the access token lives.</param>
public sealed record FrontChannelTokens(string? AccessToken, int ExpiresIn, string? IdToken);
