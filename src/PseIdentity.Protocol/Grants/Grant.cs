namespace PseIdentity.Protocol.Grants;

/// <summary>What a person's consent became: one row per redeemed code, updated in place by refresh.</summary>
public sealed record Grant
{
    /// <summary>The random id inside the code; its INSERT is the code's single-use gate.</summary>
    public required Guid Id { get; init; }

    public required string ClientId { get; init; }

    public required Guid UserId { get; init; }

    public required string Subject { get; init; }

    public required Guid SessionId { get; init; }

    /// <summary>The session's <c>sid</c>.</summary>
    public required string Sid { get; init; }

    /// <summary>True when the grant outlives its session (<c>offline_access</c>).</summary>
    public required bool Offline { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The resources that access tokens may be for, beside the issuer; none when only userinfo is (RFC 8707 §2).</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>JSON array as approved (RFC 9396 §7), or null.</summary>
    public string? AuthorizationDetails { get; init; }

    /// <summary>JSON object of the <c>claims</c> parameter (OpenID Connect Core §5.5), or null.</summary>
    public string? Claims { get; init; }

    /// <summary>The thumbprint of the DPoP key that its refresh tokens are bound to (RFC 9449 §5), for public clients; or null.</summary>
    public string? Jkt { get; init; }

    public required DateTimeOffset AuthTime { get; init; }

    public required string Acr { get; init; }

    public required IReadOnlyList<string> Amr { get; init; }

    /// <summary>Which refresh token is current; 0 before the first.</summary>
    public int Generation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the generation last moved or the grant was last touched.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>The earlier of idle and absolute end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The absolute end, which use does not move.</summary>
    public required DateTimeOffset AbsoluteEnd { get; init; }

    /// <summary>
    /// The id of the grant behind an access token that leaves in front, beside the code of <paramref name="grantId"/> (OpenID Connect Core §3.3): next to it, so that
    /// revoking the one finds the other.
    /// </summary>
    public static Guid FrontOf(Guid grantId)
    {
        Span<byte> id = stackalloc byte[16];
        grantId.TryWriteBytes(id);
        id[^1] ^= 1;
        return new Guid(id);
    }
}

/// <summary>What must still hold at the moment a code is redeemed.</summary>
/// <param name="UserStamp">The person's stamp in the code.</param>
/// <param name="IssuedAt">When the code was issued: a consent withdrawn since then closes the gate.</param>
public sealed record RedemptionGate(int UserStamp, DateTimeOffset IssuedAt);

public interface IGrantStore
{
    /// <summary>
    /// The single-use gate of a code, one statement: INSERT … SELECT … WHERE the session is live, the person active with the code's stamp,
    /// the client enabled, no consent withdrawn since the code's <c>iat</c>; in the same transaction the client joins the session.
    /// </summary>
    ValueTask<RedemptionResult> TryRedeemAsync(Grant grant, RedemptionGate gate);

    /// <summary>The grant when it may be used: not revoked, not expired, its person active, its client enabled, and its session live unless offline.</summary>
    ValueTask<Grant?> FindLiveAsync(Guid id, DateTimeOffset now, CancellationToken ct);

    /// <summary>Moves the generation, one conditional statement: SET generation = presented + 1 WHERE generation &lt;= presented and live. False when another request was first, or it is not live.</summary>
    ValueTask<bool> TryRotateAsync(Guid id, int presented, DateTimeOffset now, DateTimeOffset expiresAt);

    /// <summary>Moves <see cref="Grant.UsedAt"/> and the idle end, for tokens that do not rotate.</summary>
    ValueTask TouchAsync(Guid id, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct);

    /// <summary>
    /// Marks the grant, or makes sure that the code with this id can never become one, and what left in front of that code (<see cref="Grant.FrontOf"/>);
    /// false when it was marked already.
    /// </summary>
    /// <param name="happened">What the audit must not miss: written in the same transaction, whether the grant was marked before or not.</param>
    ValueTask<bool> RevokeAsync(Guid id, string reason, DateTimeOffset now, Events.IdentityEvent? happened = null);

    /// <summary>Denies one access token until it expires (RFC 7009).</summary>
    ValueTask DenyAccessTokenAsync(string jti, DateTimeOffset expiresAt, CancellationToken ct);

    /// <summary>True when this access token was denied; for tokens without a grant, which nothing else ends.</summary>
    ValueTask<bool> IsDeniedAsync(string jti, CancellationToken ct);

    /// <summary>One read for a presented access token: its person, and what else its grant says, when grant and session are live and the token is not denied; else null.</summary>
    ValueTask<PersonOfToken?> FindUserOfAccessTokenAsync(Guid grantId, string jti, DateTimeOffset now, CancellationToken ct);
}

/// <summary>Who a live access token is about.</summary>
/// <param name="ClientId">Whose grant it is; an exchanged token is another client's.</param>
/// <param name="Claims">JSON object of the grant's <c>claims</c> parameter (OpenID Connect Core §5.5), or null.</param>
/// <param name="Resources">What the grant is for (RFC 8707 §2).</param>
public sealed record PersonOfToken(Users.UserRecord User, string ClientId, string? Claims, IReadOnlyList<string> Resources);

public enum RedemptionResult
{
    /// <summary>This redemption was the first and everything still holds.</summary>
    Redeemed,

    /// <summary>The row exists: the code was used before.</summary>
    Replayed,

    /// <summary>Session ended, person or client disabled, or consent withdrawn meanwhile.</summary>
    Closed,
}
