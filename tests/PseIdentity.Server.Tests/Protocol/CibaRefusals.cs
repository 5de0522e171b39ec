using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows of decoupled sign-in (CIBA §7.1, §11 and §13).</summary>
internal static class CibaRefusals
{
    public static IEnumerable<CibaRefusal> Rows => [.. Requests, .. SignedRequests, .. Polls];

    private static IEnumerable<CibaRefusal> Requests =>
    [
        new("no client authentication", "CIBA §13", "invalid_client", 401, s => s.CallCentre.BeginCibaAsync(("client_id", "call-centre"), ("client_secret", "wrong"))),
        new("a client without the grant", "CIBA §13", "unauthorized_client", 400, s => s.Portal.BeginCibaAsync()),
        new("no scope", "CIBA §7.1", "invalid_scope", 400, s => s.CallCentre.BeginCibaAsync(("scope", null))),
        new("a scope without openid", "CIBA §7.1", "invalid_scope", 400, s => s.CallCentre.BeginCibaAsync(("scope", "payments"))),
        new("a scope that the client may not have", "CIBA §13", "invalid_scope", 400, s => s.CallCentre.BeginCibaAsync(("scope", "openid phone"))),
        new("scopes of two resources", "RFC 8707 §2", "invalid_target", 400, s => s.CallCentre.BeginCibaAsync(("scope", "openid payments ledger"))),
        new("no hint", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("login_hint", null))),
        new("two hints", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("id_token_hint", "x.y.z"))),
        new("a login_hint_token", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("login_hint", null), ("login_hint_token", "x"))),
        new("an id_token_hint that is not ours", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("login_hint", null), ("id_token_hint", "x.y.z"))),
        new("a login_hint without end", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("login_hint", new string('a', 321)))),
        new("a binding message of 101 characters", "CIBA §13", "invalid_binding_message", 400, s => s.CallCentre.BeginCibaAsync(("binding_message", new string('a', 101)))),
        new("a binding message with a line break", "CIBA §13", "invalid_binding_message", 400, s => s.CallCentre.BeginCibaAsync(("binding_message", "a\nb"))),
        new("a binding message that turns the direction", "CIBA §13", "invalid_binding_message", 400, s => s.CallCentre.BeginCibaAsync(("binding_message", "a\u202Eb"))),
        new("a binding message with tags that nobody sees", "CIBA §13", "invalid_binding_message", 400, s => s.CallCentre.BeginCibaAsync(("binding_message", "a\U000E0041"))),
        new("a requested expiry that is no number", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("requested_expiry", "soon"))),
        new("a requested expiry of zero", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("requested_expiry", "0"))),
        new("a negative requested expiry", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("requested_expiry", "-5"))),
        new("a user code, which is not supported", "CIBA §7.1", "invalid_request", 400, s => s.CallCentre.BeginCibaAsync(("user_code", "1234"))),
        new("a signed request of a client that has not registered any", "CIBA §4", "invalid_request", 400, s => s.CallCentre.PostAsync("/backchannel_authentication", [("request", s.Signed())])),
    ];

    private static IEnumerable<CibaRefusal> SignedRequests =>
    [
        new("an unsigned request of a client that signs", "CIBA §7.1.1", "invalid_request", 400, s => s.SignedDesk.BeginCibaAsync()),
        new("a parameter beside the signed request", "CIBA §7.1.1", "invalid_request", 400, s => s.AskSignedAsync(s.Signed(), ("binding_message", "1234"))),
        new("a signed request that is none", "CIBA §7.1.1", "invalid_request", 400, s => s.AskSignedAsync("x.y.z")),
        new("a signed request under alg none", "CIBA §7.1.1", "invalid_request", 400, s => s.AskSignedAsync("eyJhbGciOiJub25lIn0." + s.Signed().Split('.')[1] + ".")),
        new("a signed request by a stranger's key", "CIBA §7.1.1", "invalid_request", 400, s => s.AskSignedAsync(s.SignedWith(SigningKey.Generate("ES256")))),
        new("a signed request under another algorithm than the registered one", "CIBA §4", "invalid_request", 400, s => s.AskSignedAsync(s.SignedWith(Installation.ClientKeys["RS256"]))),
        .. new[] { "oauth-authz-req+jwt", "logout+jwt", "dpop+jwt" }.Select(type => new CibaRefusal($"a signed request of the type {type}", "RFC 8725 §3.11", "invalid_request", 400,
            s => s.AskSignedAsync(s.SignedWith(Installation.ClientKeys["ES256"], type)))),
        .. Claim("sub", "signed-desk"),
        .. Claim("iss", null, "call-centre"),
        .. Claim("aud", null, "https://other.example"),
        .. Claim("exp", null, -60L, 3700L, "soon"),
        .. Claim("nbf", null, 120L, -3600L),
        .. Claim("iat", null, 120L),
        .. Claim("jti", null, ""),
        new("a signed request for the second time", "CIBA §7.1.1", "invalid_request", 400, async s =>
        {
            var request = s.Signed();
            await s.AskSignedAsync(request);
            return await s.AskSignedAsync(request);
        }),
        new("a signed request without a hint", "CIBA §7.1", "invalid_request", 400, s => s.AskSignedAsync(s.Signed(("login_hint", null)))),
    ];

    private static IEnumerable<CibaRefusal> Polls =>
    [
        new("a poll without auth_req_id", "CIBA §10.1", "invalid_request", 400, s => s.CallCentre.TokenAsync(("grant_type", Decoupled.CibaGrant))),
        new("a poll with an unknown auth_req_id", "CIBA §11", "invalid_grant", 400, s => s.CallCentre.PollCibaAsync("nonsense")),
        new("a poll of a client without the grant", "CIBA §11", "unauthorized_client", 400, async s => await s.Portal.PollCibaAsync((await s.BegunAsync()).AuthReqId)),
        new("a poll with another client's auth_req_id", "CIBA §11", "invalid_grant", 400, async s => await s.SignedDesk.PollCibaAsync((await s.BegunAsync()).AuthReqId)),
        new("a poll before the person has decided", "CIBA §11", "authorization_pending", 400, async s => await s.CallCentre.PollCibaAsync((await s.BegunAsync()).AuthReqId)),
        new("a poll that comes too soon", "CIBA §11", "slow_down", 400, async s =>
        {
            var (authReqId, _) = await s.BegunAsync();
            await s.CallCentre.PollCibaAsync(authReqId);
            return await s.CallCentre.PollCibaAsync(authReqId);
        }),
        new("a poll after the person refused", "CIBA §11", "access_denied", 400, async s => await s.CallCentre.PollCibaAsync(await s.DecidedAsync(allow: false))),
        new("an auth_req_id that was redeemed", "CIBA §11", "invalid_grant", 400, async s =>
        {
            var authReqId = await s.DecidedAsync(allow: true);
            await s.CallCentre.PollCibaAsync(authReqId);
            return await s.CallCentre.PollCibaAsync(authReqId);
        }),
        new("userinfo after an auth_req_id was used twice", "RFC 6749 §4.1.2", "invalid_token", 401, async s =>
        {
            var authReqId = await s.DecidedAsync(allow: true);
            var tokens = await s.CallCentre.PollCibaAsync(authReqId);
            await s.CallCentre.PollCibaAsync(authReqId);
            return await s.CallCentre.UserInfoAsync(tokens.AccessToken);
        }),
    ];

    // Numbers are seconds from now.
    private static IEnumerable<CibaRefusal> Claim(string name, params object?[] values) => values.Select(value =>
        new CibaRefusal($"a signed request whose {name} is {value ?? "missing"}", "CIBA §7.1.1", "invalid_request", 400,
            s => s.AskSignedAsync(s.Signed((name, value is long offset ? s.Now + offset : value)))));
}
