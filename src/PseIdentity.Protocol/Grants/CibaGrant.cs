using Microsoft.Extensions.Hosting;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.Grants;

/// <summary>A client asks for the tokens of a decoupled sign-in (CIBA §10.1).</summary>
internal sealed class CibaGrant(PolledApprovals approvals, IApprovalInvitation invitation, IHostEnvironment environment) : IGrant
{
    public const string Name = "urn:openid:params:grant-type:ciba";

    public string GrantType => Name;

    public bool IsOffered => invitation.IsOffered;

    public bool IssuesRefreshTokens => true;

    public IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client) => DecoupledRules.OfCiba(client, environment.IsDevelopment());

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        var authReqId = request.Require("auth_req_id");
        var redemption = await approvals.RedeemAsync(ApprovalKinds.Ciba, authReqId, request, client, ct);
        return redemption with { Access = redemption.Access with { AuthReqId = authReqId } };
    }
}
