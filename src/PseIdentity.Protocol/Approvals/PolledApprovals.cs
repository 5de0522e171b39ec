using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Approvals;

/// <summary>What a client hears that asks whether the person has decided (RFC 8628 §3.5, CIBA §11): the same for a device and a decoupled sign-in.</summary>
internal sealed class PolledApprovals(IApprovalStore store, Redemptions redemptions, TimeProvider clock)
{
    public static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    public async ValueTask<Redemption> RedeemAsync(string kind, string code, TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        if (await store.FindByCodeAsync(Hash(code), ct) is not { } approval || approval.Kind != kind)
            throw Refuse.InvalidGrant("approval.unknown", "The code is not known.");

        // RFC 6749 §5.2: invalid_grant when the grant "was issued to another client". Its owner's polls are not disturbed.
        if (!string.Equals(approval.ClientId, client.Id, StringComparison.Ordinal))
            throw Refuse.InvalidGrant("approval.other_client", "The code was issued to another client.");

        var now = clock.GetUtcNow();
        if (now >= approval.ExpiresAt)
            throw Refuse.ExpiredToken("approval.expired", "The code has expired; begin again.");
        if (approval.State == ApprovalState.Denied)
            throw Refuse.AccessDenied("approval.denied", "The person refused.");
        if (approval.Access is not { } access)
            throw await store.PollAsync(approval.Id, now)
                ? Refuse.SlowDown("approval.slow_down", "Polling is too fast: wait five seconds longer from now on.")
                : Refuse.AuthorizationPending("approval.pending", "The person has not decided yet.");

        return await redemptions.OfAsync(access, client, request, ct);
    }
}
