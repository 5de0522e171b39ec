using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows about the token endpoint: RFC 6749 §5.2 and what its relatives add.</summary>
internal static class TokenRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        new("grant_type missing", "RFC 6749 §5.2", "invalid_request", 400, async s => await s.Portal.TokenAsync(("code", await s.CodeAsync(s.Portal)))),
        new("grant_type empty counts as missing", "RFC 6749 §3.2", "invalid_request", 400, s => s.Portal.TokenAsync(("grant_type", ""), ("code", "x"))),
        new("unknown grant type", "RFC 6749 §5.2", "unsupported_grant_type", 400, s => s.Portal.TokenAsync(("grant_type", "no_such_grant"))),
        new("the resource owner password grant is refused", "RFC 9700 §2.4", "unsupported_grant_type", 400,
            s => s.Portal.TokenAsync(("grant_type", "password"), ("username", "alice"), ("password", Installation.Password))),
        new("client may not use this grant", "RFC 6749 §5.2", "unauthorized_client", 400, s => s.Portal.TokenAsync(("grant_type", "client_credentials"))),
        new("code missing", "RFC 6749 §4.1.3", "invalid_request", 400, s => s.Portal.TokenAsync(("grant_type", "authorization_code"))),
        new("code unknown", "RFC 6749 §5.2", "invalid_grant", 400, s => s.Portal.RedeemAsync("not-a-code")),
        new("code of another client", "RFC 6749 §5.2", "invalid_grant", 400, async s => await s.Budget.RedeemAsync(await s.CodeAsync(s.Portal), ("redirect_uri", s.Portal.RedirectUri), ("code_verifier", s.Portal.Verifier))),
        new("code used twice", "RFC 6749 §4.1.2", "invalid_grant", 400, async s =>
        {
            var code = await s.CodeAsync(s.Portal);
            await s.Portal.RedeemAsync(code);
            return await s.Portal.RedeemAsync(code);
        }),
        new("redirect_uri differs", "RFC 6749 §4.1.3", "invalid_grant", 400, async s => await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal), ("redirect_uri", s.Portal.RedirectUri + "x"))),
        new("redirect_uri missing at the token endpoint", "RFC 6749 §4.1.3", "invalid_grant", 400, async s => await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal), ("redirect_uri", null))),
        new("code_verifier missing", "RFC 7636 §4.6", "invalid_grant", 400, async s => await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal), ("code_verifier", null))),
        new("code_verifier shorter than its grammar, although it matches", "RFC 7636 §4.1", "invalid_grant", 400, s => OddVerifierAsync(s, new string('a', 42))),
        new("code_verifier with other characters, although it matches", "RFC 7636 §4.1", "invalid_grant", 400, s => OddVerifierAsync(s, new string('a', 42) + "+")),
        new("code_verifier wrong", "RFC 7636 §4.6", "invalid_grant", 400, async s => await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal), ("code_verifier", new string('a', 43)))),
        new("code_verifier differs in case", "RFC 7636 §4.6", "invalid_grant", 400, async s =>
        {
            var code = await s.CodeAsync(s.Portal);
            return await s.Portal.RedeemAsync(code, ("code_verifier", SwapCase(s.Portal.Verifier)));
        }),
        new("code_verifier without a challenge is a downgrade", "RFC 9700 §2.1.1", "invalid_grant", 400, async s =>
            await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal, ("code_challenge", null), ("code_challenge_method", null)))),
        new("refresh_token missing", "RFC 6749 §6", "invalid_request", 400, s => s.Portal.TokenAsync(("grant_type", "refresh_token"))),
        new("refresh_token unknown", "RFC 6749 §5.2", "invalid_grant", 400, s => s.Portal.RefreshAsync("not-a-token")),
        new("refresh_token of another client", "RFC 6749 §5.2", "invalid_grant", 400, async s => await s.Budget.RefreshAsync((await s.TokensAsync(s.Portal)).RefreshToken)),
        new("an access token is no refresh token", "RFC 6749 §5.2", "invalid_grant", 400, async s => await s.Portal.RefreshAsync((await s.TokensAsync(s.Portal)).AccessToken)),
        new("a code is no refresh token", "RFC 6749 §5.2", "invalid_grant", 400, async s => await s.Portal.RefreshAsync(await s.CodeAsync(s.Portal))),
        new("refresh asks for a scope that was not granted", "RFC 6749 §6", "invalid_scope", 400, async s => await s.Portal.RefreshAsync((await s.TokensAsync(s.Portal)).RefreshToken, ("scope", "openid ledger"))),
        new("client credentials with a scope that is not the client's", "RFC 6749 §4.4.2", "invalid_scope", 400, s => s.Service.TokenAsync(("grant_type", "client_credentials"), ("scope", "ledger"))),
        new("client credentials with openid", "RFC 6749 §4.4.2", "invalid_scope", 400, s => s.Service.TokenAsync(("grant_type", "client_credentials"), ("scope", "openid"))),
        new("scope with a forbidden character", "RFC 6749 §3.3", "invalid_scope", 400, s => s.Service.TokenAsync(("grant_type", "client_credentials"), ("scope", "pay\"ments"))),
        new("a resource that the scopes of the code do not open", "RFC 8707 §2", "invalid_target", 400, async s => await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal), ("resource", "https://ledger.example"))),
        new("a resource that the scopes of the grant do not open", "RFC 8707 §2", "invalid_target", 400, async s =>
            await s.Portal.RefreshAsync((await s.TokensAsync(s.Portal)).RefreshToken, ("resource", "https://ledger.example"))),
        new("client credentials for a resource that the scopes do not open", "RFC 8707 §2", "invalid_target", 400, s =>
            s.Service.TokenAsync(("grant_type", "client_credentials"), ("resource", "https://ledger.example"))),
        new("no client authentication", "RFC 6749 §5.2", "invalid_client", 401, s => Post(s, "grant_type=client_credentials")),
        new("unknown client", "RFC 6749 §5.2", "invalid_client", 401, s => Post(s, "grant_type=client_credentials", RelyingParty.Basic("nobody", Installation.Secret))),
        new("wrong secret", "RFC 6749 §5.2", "invalid_client", 401, s => Post(s, "grant_type=client_credentials", RelyingParty.Basic("service", Installation.OtherSecret))),
        new("a confidential client with only its name", "RFC 6749 §3.2.1", "invalid_client", 401, s => Post(s, "grant_type=client_credentials&client_id=service")),
        new("another method than the registered one", "RFC 7591 §2", "invalid_client", 401, s => Post(s, $"grant_type=client_credentials&client_id=service&client_secret={Installation.Secret}")),
        new("two methods at once", "RFC 6749 §2.3", "invalid_request", 400, s => Post(s, $"grant_type=client_credentials&client_id=service&client_secret={Installation.Secret}", RelyingParty.Basic("service", Installation.Secret))),
        new("client_id in the body is another's", "RFC 6749 §2.3.1", "invalid_client", 401, s => Post(s, "grant_type=client_credentials&client_id=budget", RelyingParty.Basic("service", Installation.Secret))),
        new("Basic that is not base64", "RFC 7617 §2", "invalid_client", 401, s => Post(s, "grant_type=client_credentials", new AuthenticationHeaderValue("Basic", "%%%"))),
        new("Basic without a colon", "RFC 7617 §2", "invalid_client", 401, s => Post(s, "grant_type=client_credentials", new AuthenticationHeaderValue("Basic", Convert.ToBase64String("service"u8)))),
        new("an Authorization scheme that is not Basic", "RFC 6749 §2.3", "invalid_client", 401, s => Post(s, "grant_type=client_credentials", new AuthenticationHeaderValue("Bearer", "x"))),
        new("client_assertion without its type", "RFC 7521 §4.2", "invalid_request", 400, s => Post(s, "grant_type=client_credentials&client_assertion=x")),
        new("client_assertion of an unknown type", "RFC 7521 §4.2.1", "invalid_client", 401, s => Post(s, "grant_type=client_credentials&client_assertion=x&client_assertion_type=urn:x")),
        new("a parameter sent twice", "RFC 6749 §3.2", "invalid_request", 400, s => Post(s, "grant_type=client_credentials&grant_type=client_credentials", RelyingParty.Basic("service", Installation.Secret))),
        new("a body that is not form-encoded", "RFC 6749 §3.2", "invalid_request", 400, s => Post(s, "{\"grant_type\":\"client_credentials\"}", RelyingParty.Basic("service", Installation.Secret), "application/json")),
    ];

    private static async Task<TokenAnswer> OddVerifierAsync(Scenes s, string verifier)
    {
        var challenge = CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return await s.Portal.RedeemAsync(await s.CodeAsync(s.Portal, ("code_challenge", challenge)), ("code_verifier", verifier));
    }

    public static async Task<TokenAnswer> Post(Scenes s, string body, AuthenticationHeaderValue? authorization = null, string contentType = "application/x-www-form-urlencoded", string path = "/token")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, s.Portal.OnNode(path)) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        request.Headers.Authorization = authorization;
        return await s.Portal.SendAsync(request);
    }

    private static string SwapCase(string text) => new([.. text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))]);
}
