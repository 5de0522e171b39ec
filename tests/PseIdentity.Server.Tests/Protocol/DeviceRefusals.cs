using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows of the device flow (RFC 8628 §3.1 and §3.5).</summary>
internal static class DeviceRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        new("a device without client authentication", "RFC 8628 §3.1", "invalid_client", 401, s => TokenRefusals.Post(s, "scope=openid", path: "/device_authorization")),
        new("a device with a wrong secret", "RFC 8628 §3.1", "invalid_client", 401, s => s.Kiosk.BeginDeviceAsync(("client_id", "kiosk"), ("client_secret", "wrong"))),
        new("a device of a client without the grant", "RFC 8628 §3.1", "unauthorized_client", 400, s => s.Portal.BeginDeviceAsync()),
        new("a device without a scope", "RFC 6749 §3.3", "invalid_scope", 400, s => s.Television.BeginDeviceAsync(("scope", null))),
        new("a device with a scope that its client may not have", "RFC 6749 §3.3", "invalid_scope", 400, s => s.Kiosk.BeginDeviceAsync(("scope", "openid payments"))),
        new("a device with scopes of two resources", "RFC 8707 §2", "invalid_target", 400, s => s.Television.BeginDeviceAsync(("scope", "payments ledger"))),
        new("a device with another resource than its scopes open", "RFC 8707 §2", "invalid_target", 400, s => s.Television.BeginDeviceAsync(("resource", "https://other.example"))),
        new("a device that asks for a prompt", "OpenID Connect Core §3.1.2.1", "invalid_request", 400, s => s.Television.BeginDeviceAsync(("prompt", "login"))),
        new("a device that asks for a fresh sign-in", "OpenID Connect Core §3.1.2.1", "invalid_request", 400, s => s.Television.BeginDeviceAsync(("max_age", "0"))),
        new("a device with a request object", "RFC 9101 §5", "invalid_request", 400, s => s.Television.BeginDeviceAsync(("request", "x.y.z"))),
        new("a device that sends a parameter twice", "RFC 8628 §3.1", "invalid_request", 400, s =>
            TokenRefusals.Post(s, "client_id=television&scope=openid&scope=email", path: "/device_authorization")),
        new("a poll without a device code", "RFC 8628 §3.4", "invalid_request", 400, s => s.Television.TokenAsync(("grant_type", Decoupled.DeviceGrant))),
        new("a poll with an unknown device code", "RFC 8628 §3.5", "invalid_grant", 400, s => s.Television.PollDeviceAsync("nonsense")),
        new("a poll with a user code", "RFC 8628 §3.5", "invalid_grant", 400, async s => await s.Television.PollDeviceAsync((await s.Television.BeginDeviceAsync()).Need("user_code"))),
        new("a poll of a client without the grant", "RFC 6749 §5.2", "unauthorized_client", 400, async s => await s.Portal.PollDeviceAsync(await DeviceCodeAsync(s))),
        new("a poll with another client's device code", "RFC 8628 §3.5", "invalid_grant", 400, async s => await s.Kiosk.PollDeviceAsync(await DeviceCodeAsync(s))),
        new("a poll before the person has decided", "RFC 8628 §3.5", "authorization_pending", 400, async s => await s.Television.PollDeviceAsync(await DeviceCodeAsync(s))),
        new("a poll that comes too soon", "RFC 8628 §3.5", "slow_down", 400, async s =>
        {
            var code = await DeviceCodeAsync(s);
            await s.Television.PollDeviceAsync(code);
            return await s.Television.PollDeviceAsync(code);
        }),
        new("a poll after the person refused", "RFC 8628 §3.5", "access_denied", 400, async s => await s.Television.PollDeviceAsync(await DecidedAsync(s, allow: false))),
        new("a device code that was redeemed", "RFC 8628 §3.5", "invalid_grant", 400, async s =>
        {
            var code = await DecidedAsync(s, allow: true);
            await s.Television.PollDeviceAsync(code);
            return await s.Television.PollDeviceAsync(code);
        }),
        new("a device's token for another resource", "RFC 8707 §2", "invalid_target", 400, async s =>
            await s.Television.PollDeviceAsync(await DecidedAsync(s, allow: true), ("resource", "https://other.example"))),
        new("userinfo after a device code was used twice", "RFC 6749 §4.1.2", "invalid_token", 401, async s =>
        {
            var code = await DecidedAsync(s, allow: true);
            var tokens = await s.Television.PollDeviceAsync(code);
            await s.Television.PollDeviceAsync(code);
            return await s.Television.UserInfoAsync(tokens.AccessToken);
        }),
    ];

    private static async Task<string> DeviceCodeAsync(Scenes s) => (await s.Television.BeginDeviceAsync()).Need("device_code");

    private static async Task<string> DecidedAsync(Scenes s, bool allow)
    {
        using var browser = new HttpBrowser(s.Issuer);
        var codes = await s.Television.BeginDeviceAsync();
        await browser.DecideDeviceAsync(codes.Need("user_code"), allow);
        return codes.Need("device_code");
    }
}
