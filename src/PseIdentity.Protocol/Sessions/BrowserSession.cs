namespace PseIdentity.Protocol.Sessions;

/// <summary>Somebody signed in on a browser: one row, looked up by the hash of the cookie.</summary>
public sealed record BrowserSession
{
    public required Guid Id { get; init; }

    /// <summary>The session's public name, <c>sid</c> (Back-Channel Logout §2.1); says nothing about the cookie.</summary>
    public required string Sid { get; init; }

    public required Guid UserId { get; init; }

    public required string Subject { get; init; }

    /// <summary>The person's stamp when the session was found; codes carry it.</summary>
    public required int UserStamp { get; init; }

    /// <summary>When the person last proved who they are (OpenID Connect Core §2, <c>auth_time</c>); milliseconds here, so that <c>prompt=login</c> can tell before from after, whole seconds on the wire.</summary>
    public required DateTimeOffset AuthTime { get; init; }

    /// <summary>Whether the sign-in is as recent as <c>max_age</c> asks (OpenID Connect Core §3.1.2.1), in whole seconds, as the client computes it; 0 asks for a new one.</summary>
    public bool IsFreshFor(long? maxAge, DateTimeOffset now) =>
        maxAge is not { } most || (most > 0 && now.ToUnixTimeSeconds() - AuthTime.ToUnixTimeSeconds() <= most);

    /// <summary>
    /// When the sign-in was complete here. It is <see cref="AuthTime"/> but where a company's provider says that the person proved themselves
    /// there earlier; whether a request has been answered is a question for this one.
    /// </summary>
    public DateTimeOffset SignedInAt { get => field == default ? AuthTime : field; init; }

    /// <summary>How (RFC 8176).</summary>
    public required IReadOnlyList<string> Amr { get; init; }

    /// <summary>How strongly; one of <see cref="AuthenticationLevels"/>.</summary>
    public required string Acr { get; init; }

    /// <summary>True when the session survives the browser ("remember me").</summary>
    public bool Remembered { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The earlier of idle and absolute end; moved by a touch.</summary>
    public required DateTimeOffset LiveUntil { get; init; }

    /// <summary>The absolute end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Shown to the owner in the list of devices.</summary>
    public string? UserAgent { get; init; }

    public string? Address { get; init; }
}

/// <summary>A session that has just ended.</summary>
/// <param name="Clients">The relying parties that took part.</param>
public sealed record EndedSession(string Sid, IReadOnlyList<string> Clients);

/// <summary>The database's part of sessions.</summary>
public interface ISessionStore
{
    /// <summary>The live session of a cookie: not ended, not idle, its person active; null otherwise.</summary>
    ValueTask<BrowserSession?> FindAsync(byte[] cookieHash, DateTimeOffset now, CancellationToken ct);

    ValueTask CreateAsync(BrowserSession session, byte[] cookieHash, CancellationToken ct);

    /// <summary>The same person proved themselves again: new cookie, new <c>auth_time</c>, same <c>sid</c>. False when the session has ended.</summary>
    ValueTask<bool> RenewAsync(BrowserSession session, byte[] newCookieHash, CancellationToken ct);

    /// <summary>A client takes part without a grant, because an ID token leaves by the front channel: sign-out has to reach it. False when the session has ended.</summary>
    ValueTask<bool> TryJoinAsync(Guid id, string clientId, DateTimeOffset now);

    /// <summary>Moves last-seen and the idle end; callers do so at most once a minute.</summary>
    ValueTask TouchAsync(Guid id, DateTimeOffset lastSeenAt, DateTimeOffset liveUntil, CancellationToken ct);

    /// <summary>
    /// Ends a session in one transaction: marks it, revokes its grants that do not outlive it, and leaves a <see cref="Logout.LogoutNotice"/> in the outbox
    /// for each client that took part and registered an address for it. Null when it had ended already.
    /// </summary>
    ValueTask<EndedSession?> EndAsync(Guid id, string reason, DateTimeOffset now, CancellationToken ct);

    /// <summary>The live sessions of a person, newest first.</summary>
    ValueTask<IReadOnlyList<BrowserSession>> OfUserAsync(Guid userId, DateTimeOffset now, CancellationToken ct);
}
