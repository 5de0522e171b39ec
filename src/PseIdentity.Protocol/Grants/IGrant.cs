using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>One way of getting tokens (RFC 6749 §1.3). A grant holds only what is its own: the endpoint owns the steps that all share.</summary>
public interface IGrant
{
    /// <summary>Its <c>grant_type</c>.</summary>
    string GrantType { get; }

    /// <summary>False for one that this installation lacks something for: it is neither advertised nor answered.</summary>
    bool IsOffered => true;

    /// <summary>Whether a refresh token can come of it.</summary>
    bool IssuesRefreshTokens => false;

    /// <summary>What is missing in the metadata of a client that registers for it.</summary>
    IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client) => [];

    /// <summary>Checks everything that was presented and consumes nothing; what a replay proves to be stolen is revoked here.</summary>
    /// <exception cref="Errors.ProtocolException">The grant is refused.</exception>
    ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct);
}

/// <summary>A grant that was found good, and the one statement that is left to do.</summary>
/// <param name="Access">What to issue.</param>
/// <param name="CommitAsync">
/// Consumes what was presented, after the tokens are signed and before they leave; null where nothing is consumed.
/// It takes no cancellation: a caller that hangs up must not stop it, nor the revocation after a replay.
/// </param>
public sealed record Redemption(GrantedAccess Access, Func<Task>? CommitAsync);
