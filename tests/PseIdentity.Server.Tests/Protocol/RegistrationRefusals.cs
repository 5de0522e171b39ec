using System.Text.Json.Nodes;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows about clients that register themselves: RFC 7591 §3.2.2, RFC 7592 §2, OpenID Connect Registration §3.3.</summary>
internal static class RegistrationRefusals
{
    private const string Metadata = "invalid_client_metadata";

    public static IEnumerable<Refusal> Rows => [.. OfTokens, .. OfBodies, .. OfMembers, .. OfPolicies, .. OfManagement];

    private static IEnumerable<Refusal> OfTokens =>
    [
        new("registration without a token", "RFC 7591 §3", "invalid_token", 401, s => new Registrant(s.Issuer, null).RegisterAsync()),
        new("registration with an unknown token", "RFC 7591 §3", "invalid_token", 401, s => new Registrant(s.Issuer, "unheard-of").RegisterAsync()),
        new("registration with an expired token", "RFC 7591 §3", "invalid_token", 401, s => new Registrant(s.Issuer, Installation.ExpiredAccess).RegisterAsync()),
    ];

    private static IEnumerable<Refusal> OfBodies =>
    [
        new("registration as a form", "RFC 7591 §3.1", Metadata, 400, s => Post(s, "client_name=x", "application/x-www-form-urlencoded")),
        new("registration without a body", "RFC 7591 §3.1", Metadata, 400, s => Post(s, "")),
        new("registration with null", "RFC 7591 §3.1", Metadata, 400, s => Post(s, "null")),
        new("registration with an array", "RFC 7591 §3.1", Metadata, 400, s => Post(s, "[]")),
        new("registration with a member twice", "RFC 7591 §3.1", Metadata, 400, s => Post(s, """{ "redirect_uris": ["https://newcomer.example/"], "redirect_uris": [] }""")),
        new("registration that is too long", "RFC 7591 §3.1", Metadata, 400, s => s.Registrant.RegisterAsync(("client_uri", new string('x', 70_000)))),
    ];

    private static IEnumerable<Refusal> OfMembers =>
    [
        new("redirect_uris as a string", "RFC 7591 §2", Metadata, 400, Register("redirect_uris", "https://newcomer.example/callback")),
        new("redirect_uris with null inside", "RFC 7591 §2", Metadata, 400, Register("redirect_uris", new JsonArray("https://newcomer.example/callback", null))),
        new("no redirect_uris", "RFC 7591 §2", "invalid_redirect_uri", 400, Register("redirect_uris", null)),
        new("a redirect URI with a fragment", "OpenID Connect Registration §2", "invalid_redirect_uri", 400, Register("redirect_uris", new JsonArray("https://newcomer.example/callback#top"))),
        new("a redirect URI of a web application without https", "OpenID Connect Registration §2", "invalid_redirect_uri", 400, Register("redirect_uris", new JsonArray("com.example.app:/callback"))),
        new("a grant type that is not there", "RFC 7591 §2", Metadata, 400, Register("grant_types", new JsonArray("authorization_code", "password"))),
        new("grant and response types that do not agree", "RFC 7591 §2.1", Metadata, 400, Register("response_types", new JsonArray())),
        new("client_credentials for a public client", "RFC 6749 §4.4", Metadata, 400,
            s => s.Registrant.RegisterAsync(("grant_types", new JsonArray("authorization_code", "client_credentials")), ("token_endpoint_auth_method", "none"))),
        new("an authentication method that is not there", "RFC 7591 §2", Metadata, 400, Register("token_endpoint_auth_method", "client_secret_magic")),
        new("private_key_jwt without keys", "RFC 7591 §2", Metadata, 400, Register("token_endpoint_auth_method", "private_key_jwt")),
        new("jwks and jwks_uri", "RFC 7591 §2", Metadata, 400,
            s => s.Registrant.RegisterAsync(("jwks", JsonNode.Parse(Installation.Jwks(Installation.ClientKeys["ES256"]))), ("jwks_uri", "https://newcomer.example/jwks"))),
        new("ID tokens signed with none", "OpenID Connect Registration §2", Metadata, 400, Register("id_token_signed_response_alg", "none")),
        new("initiate_login_uri without https", "OpenID Connect Registration §2", Metadata, 400, Register("initiate_login_uri", "http://localhost/login")),
        new("scopes that strangers cannot have", "RFC 7591 §2", Metadata, 400, Register("scope", "payments")),
        new("a name that cannot be seen", "RFC 7591 §5", Metadata, 400, Register("client_name", "\u202e")),
        new("a name with tags beyond the first plane", "RFC 7591 §5", Metadata, 400, Register("client_name", "Bank\U000E0041\U000E0042")),
        new("a name of a letter that is blank", "RFC 7591 §5", Metadata, 400, Register("client_name", "\u3164")),
        new("decoupled sign-in without a policy that names it", "RFC 7591 §3.2.1", Metadata, 400,
            s => s.Registrant.RegisterAsync(("grant_types", new JsonArray("authorization_code", "urn:openid:params:grant-type:ciba")), ("backchannel_token_delivery_mode", "poll"))),
        new("token exchange without a policy that names it", "RFC 7591 §3.2.1", Metadata, 400,
            Register("grant_types", new JsonArray("authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"))),
        new("21 keys", "RFC 7517 §5", Metadata, 400, Register("jwks", new JsonObject { ["keys"] = new JsonArray([.. Enumerable.Range(0, 21).Select(Key)]) })),
        new("a subject of a certificate without tls_client_auth", "RFC 8705 §2.1.2", Metadata, 400, Register("tls_client_auth_subject_dn", "CN=x")),
        new("pairwise subjects without a host that https proves", "OpenID Connect Core §8.1", Metadata, 400,
            s => s.Registrant.RegisterAsync(("subject_type", "pairwise"), ("application_type", "native"), ("redirect_uris", new JsonArray("com.evil.app://newcomer.example/callback")))),
        new("a software statement that is none", "RFC 7591 §3.2.2", "invalid_software_statement", 400, Register("software_statement", "x")),
        new("a software statement of nobody we know", "RFC 7591 §3.2.2", "unapproved_software_statement", 400,
            Register("software_statement", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl")),
    ];

    private static IEnumerable<Refusal> OfPolicies =>
    [
        new("a grant type beyond the policy", "RFC 7591 §3.2.1", Metadata, 400, s => s.Policed.RegisterAsync(("grant_types", new JsonArray("authorization_code", "refresh_token")))),
        new("a host beyond the policy", "RFC 7591 §3.2.1", "invalid_redirect_uri", 400, s => s.Policed.RegisterAsync(("redirect_uris", new JsonArray("https://elsewhere.example/callback")))),
        new("a scheme of one's own before a host of the policy", "RFC 8252 §7.1", "invalid_redirect_uri", 400,
            s => s.Policed.RegisterAsync(("application_type", "native"), ("redirect_uris", new JsonArray("com.evil.app://newcomer.example/callback")))),
        new("an authentication method beyond the policy", "RFC 7591 §3.2.1", Metadata, 400, s => s.Policed.RegisterAsync(("token_endpoint_auth_method", "client_secret_post"))),
        new("a change beyond the policy that the client registered with", "RFC 7592 §2.2", Metadata, 400,
            async s => await s.Policed.ReplaceAsync(await s.Policed.RegisterAsync(), ("token_endpoint_auth_method", "client_secret_post"))),
    ];

    private static IEnumerable<Refusal> OfManagement =>
    [
        new("reading without a token", "RFC 7592 §2.1", "invalid_token", 401, async s => await s.Registrant.SendAsync(HttpMethod.Get, Registrant.UriOf(await s.Registrant.RegisterAsync()), null, null)),
        new("reading with the initial access token", "RFC 7592 §2.1", "invalid_token", 401,
            async s => await s.Registrant.SendAsync(HttpMethod.Get, Registrant.UriOf(await s.Registrant.RegisterAsync()), Installation.InitialAccess, null)),
        new("reading another client", "RFC 7592 §2.1", "invalid_token", 401,
            async s => await s.Registrant.SendAsync(HttpMethod.Get, Registrant.UriOf(await s.Registrant.RegisterAsync()), Registrant.TokenOf(await s.Registrant.RegisterAsync()), null)),
        new("reading a client of the operator", "RFC 7592 §2.1", "invalid_token", 401,
            async s => await s.Registrant.SendAsync(HttpMethod.Get, "/register/portal", Registrant.TokenOf(await s.Registrant.RegisterAsync()), null)),
        new("a change without client_id", "RFC 7592 §2.2", Metadata, 400, Replace("client_id", null)),
        new("a change of client_id", "RFC 7592 §2.2", Metadata, 400, Replace("client_id", "portal")),
        new("a change with registration_access_token", "RFC 7592 §2.2", Metadata, 400, Replace("registration_access_token", "x")),
        new("a change with registration_client_uri", "RFC 7592 §2.2", Metadata, 400, Replace("registration_client_uri", "https://x.example")),
        new("a change with client_secret_expires_at", "RFC 7592 §2.2", Metadata, 400, Replace("client_secret_expires_at", 0)),
        new("a change with client_id_issued_at", "RFC 7592 §2.2", Metadata, 400, Replace("client_id_issued_at", 0)),
        new("a secret of the client's own choice", "RFC 7592 §2.2", Metadata, 400, Replace("client_secret", "a-secret-that-the-client-made-up-itself")),
        new("a change to null", "RFC 7592 §2.2", Metadata, 400,
            async s => await s.Registrant.RegisterAsync() is var one ? await s.Registrant.SendAsync(HttpMethod.Put, Registrant.UriOf(one), Registrant.TokenOf(one), "null") : one),
        new("a change with a wrong redirect URI", "RFC 7592 §2.2", "invalid_redirect_uri", 400, Replace("redirect_uris", new JsonArray("/callback"))),
        new("removal with a token that was replaced", "RFC 7592 §2.3", "invalid_token", 401, async s =>
        {
            var registered = await s.Registrant.RegisterAsync();
            await s.Registrant.ReplaceAsync(registered);
            return await s.Registrant.RemoveAsync(registered);
        }),
    ];

    private static JsonNode? Key(int number)
    {
        var key = JsonNode.Parse(Installation.Jwks(Installation.ClientKeys["ES256"]))!["keys"]![0]!.DeepClone();
        key["kid"] = $"{number}";
        return key;
    }

    private static Task<TokenAnswer> Post(Scenes scenes, string body, string type = "application/json") =>
        scenes.Registrant.SendAsync(HttpMethod.Post, "/register", Installation.InitialAccess, body, type);

    private static Func<Scenes, Task<TokenAnswer>> Register(string member, JsonNode? value) => s => s.Registrant.RegisterAsync((member, value?.DeepClone()));

    private static Func<Scenes, Task<TokenAnswer>> Replace(string member, JsonNode? value) =>
        async s => await s.Registrant.ReplaceAsync(await s.Registrant.RegisterAsync(), (member, value?.DeepClone()));
}
