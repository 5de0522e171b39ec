using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.ClientAuthentication;

namespace PseIdentity.Protocol.Grants;

/// <summary>A client asks for the tokens of a decoupled sign-in (CIBA §10.1).</summary>
internal sealed class CibaGrant(PolledApprovals approvals, IApprovalInvitation invitation) : IGrant
{
    public const string Name = "urn:openid:params:grant-type:ciba";

    public string GrantType => Name;

    public bool IsOffered => invitation.IsOffered;

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        var authReqId = request.Require("auth_req_id");
        var redemption = await approvals.RedeemAsync(ApprovalKinds.Ciba, authReqId, request, client, ct);
        return redemption with { Access = redemption.Access with { AuthReqId = authReqId } };
    }
}
