using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.BackChannelAuthentication;

/// <summary>Tells a client that its decoupled sign-in is decided (CIBA §10.2).</summary>
internal static class CibaPing
{
    /// <summary>The message that a decision brings about: none unless the client asked for it.</summary>
    public static IReadOnlyList<OutboxMessage> For(AskedApproval asked) => [];
}
