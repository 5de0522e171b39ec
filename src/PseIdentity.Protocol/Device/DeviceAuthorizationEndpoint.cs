using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Device;

/// <summary>Where a device without a keyboard begins (RFC 8628 §3.1): it gets a code for itself and one for the person.</summary>
internal sealed class DeviceAuthorizationEndpoint(
    ClientAuthenticator authenticator, RequestedAccess access, IApprovalStore store, Issuer issuer, IOptions<ApprovalOptions> options, TimeProvider clock)
{
    // §3.1 has unknown parameters ignored; these are known and promise what a device cannot get, so silence would be a lie.
    private static readonly string[] NotForDevices = ["prompt", "max_age", "acr_values", "id_token_hint", "claims", "request", "request_uri"];

    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await Parameters.FromFormAsync(context.Request, ct);
        form.RefuseRepeated();

        // §3.1: the client authentication of RFC 6749 §3.2.1 applies, and a public client says its name.
        var client = await authenticator.AuthenticateAsync(context.ClientRequest(form), ct);
        Cors.AllowClient(context, client.Client);
        if (!client.Client.May(DeviceCodeGrant.Name))
            throw Refuse.UnauthorizedClient("device.not_allowed", "The client may not use the device flow.");
        foreach (var name in NotForDevices)
            if (form[name] is not null)
                throw Refuse.InvalidRequest("device.parameter", $"The parameter {name} is not for the device flow.");
        await access.CheckAsync(client.Client, form, ct);
        if (form.Encode().Length > ApprovalOptions.LongestRequest)
            throw Refuse.TooLarge("device.too_long", "The request is too long.");

        var (deviceCode, userCode) = await KeepAsync(client.Id, form, ct);
        var answer = new DeviceAuthorization(deviceCode, UserCode.Shown(userCode), issuer.Url(UserCode.Page), options.Value);
        await context.Response.WriteJsonAsync(200, answer, static (json, answer) =>
        {
            // §3.2
            json.WriteString("device_code", answer.DeviceCode);
            json.WriteString("user_code", answer.ShownCode);
            json.WriteString("verification_uri", answer.Page);
            json.WriteString("verification_uri_complete", answer.Page + "?user_code=" + answer.ShownCode);
            json.WriteNumber("expires_in", (int)answer.Options.DeviceCodeLifetime.TotalSeconds);
            json.WriteNumber("interval", (int)answer.Options.PollingInterval.TotalSeconds);
        });
    }

    private sealed record DeviceAuthorization(string DeviceCode, string ShownCode, string Page, ApprovalOptions Options);

    private async ValueTask<(string DeviceCode, string UserCode)> KeepAsync(string clientId, Parameters form, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var deviceCode = RandomId.Of256Bits();
        const int most = 5;
        for (var tries = 0; tries < most; tries++)
        {
            var userCode = UserCode.New();
            var added = await store.TryAddAsync(new Approval
            {
                Id = Guid.CreateVersion7(now),
                Kind = ApprovalKinds.Device,
                CodeHash = PolledApprovals.Hash(deviceCode),
                UserCodeHash = UserCode.Hash(userCode),
                ClientId = clientId,
                Parameters = form.WithoutCredentials().Encode(),
                Interval = (int)options.Value.PollingInterval.TotalSeconds,
                CreatedAt = now,
                ExpiresAt = now + options.Value.DeviceCodeLifetime,
            }, [], ct);
            if (added)
                return (deviceCode, userCode);
        }
        throw new InvalidOperationException("Five new user codes were all taken, among 25,600,000,000.");
    }
}
