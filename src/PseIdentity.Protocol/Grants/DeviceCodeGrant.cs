using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.ClientAuthentication;

namespace PseIdentity.Protocol.Grants;

/// <summary>A device asks for the tokens that a person approved elsewhere (RFC 8628 §3.4).</summary>
internal sealed class DeviceCodeGrant(PolledApprovals approvals) : IGrant
{
    public const string Name = "urn:ietf:params:oauth:grant-type:device_code";

    public string GrantType => Name;

    public bool IssuesRefreshTokens => true;

    public ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct) =>
        approvals.RedeemAsync(ApprovalKinds.Device, request.Require("device_code"), request, client, ct);
}
