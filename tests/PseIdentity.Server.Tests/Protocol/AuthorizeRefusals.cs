namespace PseIdentity.Server.Tests.Protocol;

/// <summary>One wrong authorization request. Where the code is told to the client, in the redirect; where not, on a page.</summary>
/// <param name="ToClient">False: a page with status 400 and no redirect, because client or redirect URI is not trusted.</param>
/// <param name="Change">What is wrong with the valid request.</param>
public sealed record AuthorizeRefusal(string Situation, string Section, string Code, bool ToClient, params (string Name, string? Value)[] Change)
{
    public override string ToString() => Situation;
}

internal static class AuthorizeRefusals
{
    private const bool Redirected = true;
    private const bool Page = false;

    /// <summary>RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, RFC 9700 §2.1.</summary>
    public static IEnumerable<AuthorizeRefusal> Rows =>
    [
        new("client_id missing", "RFC 6749 §4.1.2.1", "invalid_request", Page, ("client_id", null)),
        new("client_id unknown", "RFC 6749 §4.1.2.1", "invalid_request", Page, ("client_id", "nobody")),
        new("redirect_uri missing", "OpenID Connect Core §3.1.2.1", "invalid_request", Page, ("redirect_uri", null)),
        new("redirect_uri not registered", "RFC 6749 §3.1.2.4", "invalid_request", Page, ("redirect_uri", "http://localhost:9199/callback")),
        new("redirect_uri with a longer path", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100/callback/x")),
        new("redirect_uri with a query added", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100/callback?x=1")),
        new("redirect_uri with another query", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100/with?fixed=2")),
        new("redirect_uri in another case", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100/Callback")),
        new("redirect_uri with a user", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100@evil.example/callback")),
        new("redirect_uri with dot segments", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100/x/../callback")),
        new("redirect_uri with an encoded slash", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9100%2fcallback")),
        new("redirect_uri at another port", "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", "http://localhost:9999/callback")),
        .. Spellings.Select(row => new AuthorizeRefusal("redirect_uri " + row.Situation, "RFC 9700 §2.1", "invalid_request", Page, ("redirect_uri", row.Uri))),
        new("a request that is too long for a URL", "RFC 9110 §4.1", "invalid_request", Page, ("state", new string('x', 6000))),
        new("response_type missing", "RFC 6749 §4.1.2.1", "invalid_request", Redirected, ("response_type", null)),
        new("response_type unknown", "RFC 6749 §4.1.2.1", "unsupported_response_type", Redirected, ("response_type", "magic")),
        new("response_type token", "RFC 9700 §2.1.2", "unsupported_response_type", Redirected, ("response_type", "token")),
        new("response_mode unknown", "OAuth Multiple Response Types §2.1", "invalid_request", Redirected, ("response_mode", "pigeon")),
        new("scope missing", "RFC 6749 §3.3", "invalid_scope", Redirected, ("scope", null)),
        new("scope that the client may not ask for", "RFC 6749 §4.1.2.1", "invalid_scope", Redirected, ("client_id", "browser-app"), ("redirect_uri", "http://localhost:9101/callback"), ("scope", "openid payments")),
        new("scopes of two resources", "RFC 8707 §2", "invalid_target", Redirected, ("scope", "openid payments ledger")),
        new("a resource that the scopes do not open", "RFC 8707 §2", "invalid_target", Redirected, ("resource", "https://ledger.example")),
        new("code_challenge_method plain", "RFC 7636 §4.4.1", "invalid_request", Redirected, ("code_challenge_method", "plain")),
        new("code_challenge without a method means plain", "RFC 7636 §4.3", "invalid_request", Redirected, ("code_challenge_method", null)),
        new("code_challenge_method without challenge", "RFC 7636 §4.3", "invalid_request", Redirected, ("code_challenge", null)),
        new("code_challenge too short", "RFC 7636 §4.2", "invalid_request", Redirected, ("code_challenge", "abc")),
        new("prompt unknown", "OpenID Connect Core §3.1.2.1", "invalid_request", Redirected, ("prompt", "maybe")),
        new("prompt none with another", "OpenID Connect Core §3.1.2.1", "invalid_request", Redirected, ("prompt", "none login")),
        new("prompt none with nobody signed in", "OpenID Connect Core §3.1.2.6", "login_required", Redirected, ("prompt", "none")),
        new("max_age negative", "OpenID Connect Core §3.1.2.1", "invalid_request", Redirected, ("max_age", "-1")),
        new("max_age not a number", "OpenID Connect Core §3.1.2.1", "invalid_request", Redirected, ("max_age", "soon")),
        new("id_token_hint that is no ID token", "OpenID Connect Core §3.1.2.1", "invalid_request", Redirected, ("id_token_hint", "x.y.z")),
        new("a request object that is none", "RFC 9101 §7", "invalid_request_object", Page, ("request", "x")),
        new("a request_uri that is not registered", "RFC 9101 §7", "invalid_request_uri", Page, ("request_uri", "https://example.com/x")),
        new("request and request_uri", "RFC 9101 §5", "invalid_request", Page, ("request", "x"), ("request_uri", "https://example.com/x")),
        new("registration", "OpenID Connect Core §3.1.2.6", "registration_not_supported", Redirected, ("registration", "{}")),
    ];

    /// <summary>What means the same as <c>http://localhost:9100/callback</c>, or nearly: RFC 3986 §6.2.1, "comparing URIs as strings", and nothing more.</summary>
    private static (string Situation, string Uri)[] Spellings =>
    [
        ("with an encoded slash in its path", "http://localhost:9100%2Fcallback"),
        ("with an encoded slash at the end", "http://localhost:9100/callback%2F"),
        ("with an encoded letter", "http://localhost:9100/%63allback"),
        ("with an encoded dot segment", "http://localhost:9100/x/%2e%2e/callback"),
        ("with a slash more", "http://localhost:9100/callback/"),
        ("with two slashes", "http://localhost:9100//callback"),
        ("with backslashes", "http:\\\\localhost:9100\\callback"),
        ("with a backslash before another host", "http://localhost:9100\\@evil.example/callback"),
        ("with its scheme in another case", "HTTP://localhost:9100/callback"),
        ("with its host in another case", "http://LOCALHOST:9100/callback"),
        ("with its host as an address", "http://127.0.0.1:9100/callback"),
        ("with a dot after its host", "http://localhost.:9100/callback"),
        ("by another scheme", "https://localhost:9100/callback"),
        ("without its port", "http://localhost/callback"),
        ("with a zero before its port", "http://localhost:09100/callback"),
        ("with a port that cannot be", "http://localhost:74636/callback"),
        ("with an empty fragment", "http://localhost:9100/callback#"),
        ("with a fragment", "http://localhost:9100/callback#@evil.example"),
        ("with an empty query", "http://localhost:9100/callback?"),
        ("with a space before it", " http://localhost:9100/callback"),
        ("with a line end after it", "http://localhost:9100/callback\r\nX: y"),
        ("with a tab in it", "http://localhost:9100/call\tback"),
        ("with a null after it", "http://localhost:9100/callback\0"),
        ("with two addresses", "http://localhost:9100/callback http://evil.example"),
        ("as a suffix of another host", "http://evil.example/http://localhost:9100/callback"),
        ("with its host as a part of another", "http://localhost.evil.example:9100/callback"),
        ("without a scheme", "//localhost:9100/callback"),
        ("without a host", "/callback"),
        ("as a script", "javascript:alert(1)//http://localhost:9100/callback"),
    ];
}
