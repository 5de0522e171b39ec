using System.Net.Http.Headers;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows about userinfo (RFC 6750 §3.1) and revocation (RFC 7009 §2.2.1).</summary>
internal static class ResourceRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        new("userinfo with something that is no token", "RFC 6750 §3.1", "invalid_token", 401, s => s.Portal.UserInfoAsync("nonsense")),
        new("userinfo with an ID token", "RFC 9068 §4", "invalid_token", 401, async s => await s.Portal.UserInfoAsync((await s.TokensAsync(s.Portal)).IdToken)),
        new("userinfo with a token for an API", "RFC 9068 §4", "invalid_token", 401, async s =>
            await s.Portal.UserInfoAsync((await s.Service.TokenAsync(("grant_type", "client_credentials"))).AccessToken)),
        new("userinfo with a token without openid", "RFC 6750 §3.1", "insufficient_scope", 403, async s =>
            await s.Portal.UserInfoAsync((await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal, ("scope", "email")))).AccessToken)),
        new("userinfo with a token in header and body", "RFC 6750 §2", "invalid_request", 400, async s =>
        {
            var token = (await s.TokensAsync(s.Portal)).AccessToken;
            return await TokenRefusals.Post(s, "access_token=" + token, new AuthenticationHeaderValue("Bearer", token), path: "/userinfo");
        }),
        new("userinfo with a revoked token", "RFC 7009 §2", "invalid_token", 401, async s =>
        {
            var tokens = await s.TokensAsync(s.Portal);
            await s.Portal.RevokeAsync(tokens.AccessToken);
            return await s.Portal.UserInfoAsync(tokens.AccessToken);
        }),
        new("userinfo after the refresh token was revoked", "RFC 7009 §2.1", "invalid_token", 401, async s =>
        {
            var tokens = await s.TokensAsync(s.Portal);
            await s.Portal.RevokeAsync(tokens.RefreshToken);
            return await s.Portal.UserInfoAsync(tokens.AccessToken);
        }),
        new("userinfo after the code was used twice", "RFC 6749 §4.1.2", "invalid_token", 401, async s =>
        {
            var code = await s.CodeAsync(s.Portal);
            var tokens = await s.Portal.RedeemAsync(code);
            await s.Portal.RedeemAsync(code);
            return await s.Portal.UserInfoAsync(tokens.AccessToken);
        }),
        new("refresh after revocation", "RFC 7009 §2", "invalid_grant", 400, async s =>
        {
            var tokens = await s.TokensAsync(s.Portal);
            await s.Portal.RevokeAsync(tokens.RefreshToken);
            return await s.Portal.RefreshAsync(tokens.RefreshToken);
        }),
        new("introspection with a token in the query", "RFC 9700 §4.3.2", "invalid_request", 400, async s =>
            await TokenRefusals.Post(s, "", RelyingParty.Basic("portal", Installation.Secret), path: "/introspect?token=" + (await s.TokensAsync(s.Portal)).AccessToken)),
        new("revocation with a token in the query", "RFC 9700 §4.3.2", "invalid_request", 400, async s =>
            await TokenRefusals.Post(s, "", RelyingParty.Basic("portal", Installation.Secret), path: "/revoke?token=" + (await s.TokensAsync(s.Portal)).AccessToken)),
        new("registration with an access token in the query", "RFC 9700 §4.3.2", "invalid_token", 401, s =>
            TokenRefusals.Post(s, "", path: "/register?access_token=" + Installation.InitialAccess)),
        new("introspection without a token", "RFC 7662 §2.1", "invalid_request", 400, s => s.Portal.PostAsync("/introspect", [])),
        new("introspection with a token sent twice", "RFC 7662 §2.1", "invalid_request", 400, s =>
            TokenRefusals.Post(s, "token=x&token=y", RelyingParty.Basic("service", Installation.Secret), path: "/introspect")),
        new("introspection without client authentication", "RFC 7662 §2.3", "invalid_client", 401, s => TokenRefusals.Post(s, "token=x", path: "/introspect")),
        new("introspection with a wrong secret", "RFC 7662 §2.3", "invalid_client", 401, s =>
            TokenRefusals.Post(s, "token=x", RelyingParty.Basic("service", Installation.OtherSecret), path: "/introspect")),
        new("introspection by a public client", "RFC 7662 §2.1", "invalid_client", 401, s => s.BrowserApp.PostAsync("/introspect", [("token", "x")])),
        new("introspection with a bearer token in place of client authentication", "RFC 7662 §2.1", "invalid_client", 401, async s =>
            await TokenRefusals.Post(s, "token=x", new AuthenticationHeaderValue("Bearer", (await s.TokensAsync(s.Portal)).AccessToken), path: "/introspect")),
        new("revocation without a token", "RFC 7009 §2.1", "invalid_request", 400, s => s.Portal.PostAsync("/revoke", [])),
        new("revocation without client authentication", "RFC 7009 §2.1", "invalid_client", 401, s => TokenRefusals.Post(s, "token=x", path: "/revoke")),
        new("revocation of another client's token", "RFC 7009 §2.1", "invalid_request", 400, async s => await s.Budget.RevokeAsync((await s.TokensAsync(s.Portal)).RefreshToken)),
    ];
}
