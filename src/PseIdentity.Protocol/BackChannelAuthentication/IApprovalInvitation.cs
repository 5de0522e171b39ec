using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.BackChannelAuthentication;

/// <summary>Whom a client wants to have asked (CIBA §7.1): exactly one of the two is set.</summary>
/// <param name="LoginHint">A name that the person signs in with.</param>
/// <param name="Subject"><c>sub</c> of a valid id_token_hint.</param>
public sealed record UserHint(string? LoginHint, string? Subject);

/// <summary>A person who was found, and the message that takes them to the page where they decide.</summary>
public sealed record Invitation(Guid UserId, OutboxMessage Message);

/// <summary>How a person learns that a client asks for them. The host's part: it knows people, addresses and words.</summary>
public interface IApprovalInvitation
{
    /// <summary>Whether anybody can be told. CIBA is not offered otherwise.</summary>
    bool IsOffered { get; }

    /// <summary>Null when the hint names nobody, or nobody who can be reached.</summary>
    ValueTask<Invitation?> InviteAsync(UserHint hint, Approval approval, Client client, string? bindingMessage, CancellationToken ct);
}
