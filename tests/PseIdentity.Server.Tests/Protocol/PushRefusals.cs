using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

internal static class PushRefusals
{
    /// <summary>RFC 9126 §2.3: JSON, with the codes of RFC 6749 §4.1.2.1 and §5.2.</summary>
    public static IEnumerable<Refusal> Rows =>
    [
        new("a push by nobody", "RFC 9126 §2.3", "invalid_client", 401, s => s.Portal.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(s.Issuer, "/par")) { Content = new FormUrlEncodedContent([]) })),
        new("a push with a wrong secret", "RFC 9126 §2.3", "invalid_client", 401, s => new RelyingParty(s.Issuer, "portal", "wrong", s.Portal.RedirectUri, "openid").PushAsync()),
        new("a push for another client", "RFC 9126 §2.1", "invalid_client", 401, s => s.Portal.PushAsync(("client_id", "budget"))),
        new("a push that refers to another", "RFC 9126 §2.1", "invalid_request", 400, s => s.Portal.PushAsync(("request_uri", "urn:ietf:params:oauth:request_uri:x"))),
        new("a push with a parameter sent twice", "RFC 6749 §3.1", "invalid_request", 400, s => TwiceAsync(s)),
        new("a push without redirect_uri", "RFC 9126 §2.3", "invalid_request", 400, s => s.Portal.PushAsync(("redirect_uri", null))),
        new("a push with a redirect_uri that is not registered, although the client authenticates", "RFC 9126 §2.4", "invalid_request", 400, s => s.Portal.PushAsync(("redirect_uri", "https://new.example/callback"))),
        new("a push without response_type", "RFC 9126 §2.3", "invalid_request", 400, s => s.Portal.PushAsync(("response_type", null))),
        new("a push for an unknown response_type", "RFC 9126 §2.3", "unsupported_response_type", 400, s => s.Portal.PushAsync(("response_type", "magic"))),
        new("a push with an unknown response_mode", "RFC 9126 §2.3", "invalid_request", 400, s => s.Portal.PushAsync(("response_mode", "pigeon"))),
        new("a push without scope", "RFC 9126 §2.3", "invalid_scope", 400, s => s.Portal.PushAsync(("scope", null))),
        new("a push for a scope that the client may not ask for", "RFC 9126 §2.3", "invalid_scope", 400, s => s.BrowserApp.PushAsync(("scope", "openid payments"))),
        new("a push for two resources", "RFC 8707 §2", "invalid_target", 400, s => s.Portal.PushAsync(("scope", "payments ledger"))),
        new("a push with the plain challenge", "RFC 7636 §4.4.1", "invalid_request", 400, s => s.Portal.PushAsync(("code_challenge_method", "plain"))),
        new("a push of a public client without challenge", "RFC 7636 §4.4.1", "invalid_request", 400, s => s.BrowserApp.PushAsync(("code_challenge", null), ("code_challenge_method", null))),
        new("a push with an unknown prompt", "RFC 9126 §2.3", "invalid_request", 400, s => s.Portal.PushAsync(("prompt", "maybe"))),
        new("a push with a max_age that is no number", "RFC 9126 §2.3", "invalid_request", 400, s => s.Portal.PushAsync(("max_age", "soon"))),
        new("a push with a hint that is no ID token", "RFC 9126 §2.3", "invalid_request", 400, s => s.Portal.PushAsync(("id_token_hint", "x.y.z"))),
        new("a push of more than a request needs", "RFC 9126 §2.3", "invalid_request", 413, s => s.Portal.PushAsync(("state", new string('x', 40_000)))),
        new("a push of a client that has no authorization code grant", "RFC 9126 §2.3", "invalid_request", 400, s => new RelyingParty(s.Issuer, "service", Installation.Secret, "https://x.example/", "payments").PushAsync()),
    ];

    private static Task<TokenAnswer> TwiceAsync(Scenes scenes)
    {
        var body = string.Join('&', scenes.Portal.AuthorizeParameters().Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value))) + "&nonce=twice";
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scenes.Issuer, "/par"))
        {
            Content = new StringContent(body, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.Authorization = RelyingParty.Basic("portal", Installation.Secret);
        return scenes.Portal.SendAsync(request);
    }
}
