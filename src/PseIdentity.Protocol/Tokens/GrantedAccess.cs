using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.Tokens;

/// <summary>What a token response will say: whose access, to what, for whom.</summary>
public sealed record GrantedAccess
{
    public required Client Client { get; init; }

    /// <summary>The person by the local name, which <see cref="Users.Subjects"/> turns into the one that the client knows; or the client itself for client credentials (RFC 9068 §5).</summary>
    public required string Subject { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The resource of the scopes; null where only userinfo may be asked.</summary>
    public string? Resource { get; init; }

    /// <summary>JSON array as approved (RFC 9396 §7), or null.</summary>
    public string? AuthorizationDetails { get; init; }

    /// <summary>The key that the access token is bound to, or null.</summary>
    public Confirmation? Confirmation { get; init; }

    /// <summary>How the person signed in; null for client credentials.</summary>
    public PersonPresent? Person { get; init; }

    /// <summary>Who acts on behalf of the subject (RFC 8693 §4.1), or null.</summary>
    public Actor? Actor { get; init; }

    /// <summary>When the access token ends at the latest; null where only its lifetime counts.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary><c>issued_token_type</c> of an exchange (RFC 8693 §2.2.1), or null.</summary>
    public string? IssuedTokenType { get; init; }

    /// <summary>The refresh token to hand out, or null.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>True when an ID token belongs into the response (OpenID Connect Core §3.1.3.3).</summary>
    public bool WithIdToken { get; init; }

    /// <summary><c>nonce</c> of the authentication request, for the ID token.</summary>
    public string? Nonce { get; init; }

    /// <summary>What leaves beside the ID token and is hashed in it; null at the token endpoint.</summary>
    public IdTokenHashes? Hashes { get; init; }

    /// <summary>Claims about the person that belong into the ID token itself (OpenID Connect Core §5.4).</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> PersonClaims { get; init; } = [];

    /// <summary>The decoupled sign-in that the tokens come from, for the ID token (CIBA §10.3.1); or null.</summary>
    public string? AuthReqId { get; init; }

    /// <summary>True when the scopes differ from what was asked for: then the response names them (RFC 6749 §5.1).</summary>
    public bool NameScopes { get; init; }
}

/// <summary>The sign-in behind an access (RFC 9068 §2.2.1, OpenID Connect Core §2).</summary>
/// <param name="GrantId">Revoking it ends the access.</param>
/// <param name="Sid">The session's public name.</param>
public sealed record PersonPresent(Guid GrantId, string Sid, DateTimeOffset AuthTime, string Acr, IReadOnlyList<string> Amr);
