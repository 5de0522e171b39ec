using System.Text.Json.Nodes;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows about DPoP proofs (RFC 9449 §4.3), at the token endpoint and at userinfo.</summary>
internal static class DpopRefusals
{
    private const string Wrong = "invalid_dpop_proof";

    public static IEnumerable<Refusal> Rows =>
    [
        .. Broken.SelectMany(row => new Refusal[]
        {
            new($"token with a DPoP proof {row.How}", row.Section, Wrong, 400, async s => await TokenAsync(s, await DraftAsync(s, row.Break))),
            new($"userinfo with a DPoP proof {row.How}", row.Section, Wrong, 401, async s => await UserInfoAsync(s, row.Break)),
        }),
        new("token without the DPoP proof that the client registered", "RFC 9449 §5.2", Wrong, 400, s => TokenAsync(s)),
        new("token with two DPoP headers", "RFC 9449 §4.3", Wrong, 400, async s => await TokenAsync(s, await DraftAsync(s, _ => null), await DraftAsync(s, _ => null))),
        new("token with two DPoP proofs in one header", "RFC 9449 §4.3", Wrong, 400, async s => await TokenAsync(s, await DraftAsync(s, _ => null) + ", " + await DraftAsync(s, _ => null))),
        new("token with a DPoP proof that was used", "RFC 9449 §11.1", Wrong, 400, async s =>
        {
            var proof = await DraftAsync(s, _ => null);
            await TokenAsync(s, proof);
            return await TokenAsync(s, proof);
        }),
        new("token with a nonce that is not ours", "RFC 9449 §8", "use_dpop_nonce", 400, async s => await TokenAsync(s, await DraftAsync(s, p => Set(p.Claims, "nonce", "x")))),
        new("userinfo with a nonce that is not ours", "RFC 9449 §9", "use_dpop_nonce", 401, s => UserInfoAsync(s, p => Set(p.Claims, "nonce", "x"))),
        new("userinfo with a DPoP token and no proof", "RFC 9449 §7.1", Wrong, 401, async s => await s.DpopApp.UserInfoAsync("DPoP", await TokenOfAsync(s))),
        new("userinfo with two DPoP headers", "RFC 9449 §4.3", Wrong, 401, async s =>
        {
            var token = await TokenOfAsync(s);
            return await s.DpopApp.UserInfoAsync("DPoP", token, s.DpopApp.Proof("GET", "/userinfo", token).Sign(), s.DpopApp.Proof("GET", "/userinfo", token).Sign());
        }),
        new("userinfo with a DPoP token as a bearer token", "RFC 9449 §7.2", "invalid_token", 401, async s => await s.DpopApp.UserInfoAsync("Bearer", await TokenOfAsync(s))),
        new("userinfo with a bearer token as a DPoP token", "RFC 9449 §7.1", "invalid_token", 401, async s => await s.Portal.UserInfoAsync("DPoP", (await s.TokensAsync(s.Portal)).AccessToken)),
        new("userinfo without ath", "RFC 9449 §7", Wrong, 401, s => UserInfoAsync(s, p => Remove(p.Claims, "ath"))),
        new("userinfo with the ath of another token", "RFC 9449 §7", Wrong, 401, s => UserInfoAsync(s, p => Set(p.Claims, "ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"))),
        new("userinfo with an ath that is a number", "RFC 9449 §4.2", Wrong, 401, s => UserInfoAsync(s, p => Set(p.Claims, "ath", 1))),
        new("userinfo with a proof of another key", "RFC 9449 §7.1", "invalid_token", 401, async s =>
        {
            var token = await TokenOfAsync(s);
            s.DpopApp.Dpop = DpopKey.Generate();
            return await s.DpopApp.UserInfoAsync(token);
        }),
        new("refresh of a public client with another DPoP key", "RFC 9449 §5", "invalid_grant", 400, async s =>
        {
            var tokens = await s.TokensAsync(s.DpopApp);
            s.DpopApp.Dpop = DpopKey.Generate();
            return await s.DpopApp.RefreshAsync(tokens.RefreshToken);
        }),
        new("code with another DPoP key than dpop_jkt", "RFC 9449 §10", "invalid_grant", 400, async s =>
            await s.DpopApp.RedeemAsync(await s.CodeAsync(s.DpopApp, ("dpop_jkt", DpopKey.Generate().Thumbprint)))),
        new("push with the proof of another DPoP key than dpop_jkt", "RFC 9449 §10.1", Wrong, 400, s => s.DpopApp.PushAsync(("dpop_jkt", DpopKey.Generate().Thumbprint))),
        new("push with a DPoP proof for another endpoint", "RFC 9449 §10.1", Wrong, 400, async s => await PushAsync(s, await DraftAsync(s, _ => null))),
        new("push with two DPoP headers", "RFC 9449 §4.3", Wrong, 400, s => PushAsync(s, s.DpopPortal.Proof("POST", "/par").Sign(), s.DpopPortal.Proof("POST", "/par").Sign())),
        new("code of a push that proved another DPoP key", "RFC 9449 §10.1", "invalid_grant", 400, async s =>
        {
            using var browser = new HttpBrowser(s.Issuer);
            var code = (await s.DpopApp.SignInPushedAsync(browser))["code"];
            s.DpopApp.Dpop = DpopKey.Generate();
            return await s.DpopApp.RedeemAsync(code);
        }),
    ];

    // One thing each; a replaced proof is returned, otherwise the draft is signed as it is.
    private static IEnumerable<(string How, string Section, Func<DpopDraft, string?> Break)> Broken =>
    [
        ("that is no JWT", "RFC 9449 §4.3", _ => "not-a-jwt"),
        ("that is empty", "RFC 9449 §4.3", _ => "."),
        ("without typ", "RFC 9449 §4.3", p => Remove(p.Header, "typ")),
        ("of another typ", "RFC 9449 §4.3", p => Set(p.Header, "typ", "JWT")),
        ("that claims to be an access token", "RFC 8725 §3.11", p => Set(p.Header, "typ", "at+jwt")),
        ("without alg", "RFC 9449 §4.3", p => Remove(p.Header, "alg")),
        ("with alg none", "RFC 9449 §4.3", p => { p.Header["alg"] = "none"; return p.Unsigned(); }),
        ("with alg nOnE", "RFC 9449 §4.3", p => { p.Header["alg"] = "nOnE"; return p.Unsigned(); }),
        ("without a signature", "RFC 9449 §4.3", p => p.Unsigned()),
        ("with a symmetric algorithm", "RFC 9449 §4.3", p => Set(p.Header, "alg", "HS256")),
        ("with an algorithm that is not its key's", "RFC 9449 §4.3", p => Set(p.Header, "alg", "PS256")),
        ("without jwk", "RFC 9449 §4.3", p => Remove(p.Header, "jwk")),
        ("whose jwk is a string", "RFC 9449 §4.3", p => Set(p.Header, "jwk", "key")),
        ("whose jwk is off the curve", "RFC 9449 §4.3", p => Set(p.Header["jwk"]!.AsObject(), "y", new string('A', 43))),
        ("with a private key", "RFC 9449 §4.3", p => Set(p.Header["jwk"]!.AsObject(), "d", new string('A', 43))),
        ("with a symmetric key", "RFC 9449 §4.3", p => { p.Header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AAAA" }; return null; }),
        ("signed by another key", "RFC 9449 §4.3", p => { var s = p.Sign(); return s[..^4] + (s.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBA" : "AAAA"); }),
        ("with an unknown crit", "RFC 7515 §4.1.11", p => { p.Header["crit"] = new JsonArray("x"); p.Header["x"] = 1; return null; }),
        ("without jti", "RFC 9449 §4.2", p => Remove(p.Claims, "jti")),
        ("with an empty jti", "RFC 9449 §4.2", p => Set(p.Claims, "jti", "")),
        ("with an endless jti", "RFC 9449 §4.2", p => Set(p.Claims, "jti", new string('x', 300))),
        ("with a jti that is a number", "RFC 9449 §4.2", p => Set(p.Claims, "jti", 7)),
        ("without htm", "RFC 9449 §4.2", p => Remove(p.Claims, "htm")),
        ("for another method", "RFC 9449 §4.3", p => Set(p.Claims, "htm", "PUT")),
        ("for a method in lower case", "RFC 9449 §4.3", p => Set(p.Claims, "htm", p.Claims["htm"]!.GetValue<string>().ToLowerInvariant())),
        ("without htu", "RFC 9449 §4.2", p => Remove(p.Claims, "htu")),
        ("with an htu that is a number", "RFC 9449 §4.2", p => Set(p.Claims, "htu", 5)),
        ("with an htu that is no address", "RFC 9449 §4.3", p => Set(p.Claims, "htu", "token")),
        ("for another path", "RFC 9449 §4.3", p => Set(p.Claims, "htu", p.Claims["htu"] + "x")),
        ("for another host", "RFC 9449 §4.3", p => Set(p.Claims, "htu", "https://elsewhere.example/token")),
        ("whose htu has a user before the host", "RFC 9449 §4.3", p => Set(p.Claims, "htu", p.Claims["htu"]!.GetValue<string>().Replace("://", "://me@", StringComparison.Ordinal))),
        ("without iat", "RFC 9449 §4.2", p => Remove(p.Claims, "iat")),
        ("with an iat that is a string", "RFC 9449 §4.2", p => Set(p.Claims, "iat", "now")),
        ("with a nonce that is a number", "RFC 9449 §4.2", p => Set(p.Claims, "nonce", 1)),
    ];

    private static async Task<string> DraftAsync(Scenes s, Func<DpopDraft, string?> change)
    {
        await NonceAsync(s);
        var draft = s.DpopPortal.Proof("POST", "/token");
        return change(draft) ?? draft.Sign();
    }

    private static Task<TokenAnswer> TokenAsync(Scenes s, params string[] proofs) =>
        s.DpopPortal.PostWithProofAsync("/token", new Dictionary<string, string> { ["grant_type"] = "client_credentials" }, proofs);

    private static Task<TokenAnswer> PushAsync(Scenes s, params string[] proofs) =>
        s.DpopPortal.PostWithProofAsync("/par", s.DpopPortal.AuthorizeParameters().ToDictionary(p => p.Key, p => p.Value), proofs);

    private static async Task<TokenAnswer> UserInfoAsync(Scenes s, Func<DpopDraft, string?> change)
    {
        var token = await TokenOfAsync(s);
        var draft = s.DpopApp.Proof("GET", "/userinfo", token);
        return await s.DpopApp.UserInfoAsync("DPoP", token, change(draft) ?? draft.Sign());
    }

    private static async Task<string> TokenOfAsync(Scenes s) => (await s.TokensAsync(s.DpopApp)).AccessToken;

    private static Task NonceAsync(Scenes s) => s.DpopPortal.DpopNonce is null ? s.DpopPortal.TokenAsync(("grant_type", "client_credentials")) : Task.CompletedTask;

    private static string? Set(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return null;
    }

    private static string? Remove(JsonObject json, string name)
    {
        json.Remove(name);
        return null;
    }
}
