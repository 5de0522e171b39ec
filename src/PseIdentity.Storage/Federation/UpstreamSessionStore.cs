using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Federation;

/// <summary>The session at a provider upstream that a session here came from.</summary>
/// <param name="Sid">The provider's own name of its session (<c>sid</c>, SAML's SessionIndex); null where it said none.</param>
/// <param name="Hint">What the provider wants to hear when we sign out there: an ID token, a NameID.</param>
public sealed record UpstreamSession(string Provider, string Subject, string? Sid, string? Hint);

/// <summary>Sessions upstream, so that sign-out finds its way in both directions.</summary>
public sealed class UpstreamSessionStore
{
    private static readonly Statement Insert = new("""
        INSERT INTO upstream_sessions (id, provider, subject, upstream_sid, hint, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
        """);

    private static readonly Statement Join = new("UPDATE upstream_sessions SET session_id = $2, expires_at = $3 WHERE id = $1");

    private static readonly Statement OfSession = new("""
        SELECT id, provider, subject, upstream_sid, hint FROM upstream_sessions WHERE session_id = $1 ORDER BY id DESC LIMIT 1
        """);

    // A provider that names a session ends that one; one that names none ends them all (Back-Channel Logout §2.6).
    private static readonly Statement Named = new("""
        SELECT DISTINCT session_id, subject FROM upstream_sessions
        WHERE provider = $1 AND session_id IS NOT NULL AND COALESCE($2, $3) IS NOT NULL
          AND subject = COALESCE($2, subject) AND ($3 IS NULL OR upstream_sid = $3)
        """);

    private static readonly Statement Extend = new("UPDATE upstream_sessions SET expires_at = $2 WHERE session_id = $1 AND expires_at < $2");

    private readonly IDatabase database;
    private readonly SecretColumn hints;

    internal UpstreamSessionStore(IDatabase database, RootKey root)
    {
        this.database = database;
        hints = new SecretColumn(root, "upstream_sessions");
    }

    /// <summary>Keeps it until the sign-in is complete, or has been given up.</summary>
    public async ValueTask<Guid> AddAsync(UpstreamSession session, DateTimeOffset expiresAt)
    {
        var id = Guid.CreateVersion7();
        var hint = session.Hint is { } text ? hints.SealText(text, id) : null;
        await database.ExecuteAsync(Insert.With(id, session.Provider, session.Subject, session.Sid, hint, expiresAt), CancellationToken.None);
        return id;
    }

    /// <summary>From now on it belongs to a session here.</summary>
    public async ValueTask JoinAsync(Guid id, Guid sessionId, DateTimeOffset expiresAt) =>
        await database.ExecuteAsync(Join.With(id, sessionId, expiresAt), CancellationToken.None);

    /// <summary>Where a session here came from; null where nobody upstream was asked.</summary>
    public ValueTask<UpstreamSession?> FindAsync(Guid sessionId, CancellationToken ct) =>
        database.FirstAsync(OfSession.With(sessionId), row => new UpstreamSession(
            row.Text(1), row.Text(2), row.TextOrNull(3), row.BytesOrNull(4) is { } hint ? hints.OpenText(hint, row.Id(0)) : null), ct);

    /// <summary>The sessions here that came from a person or a session upstream, each with its person there; none where neither is named.</summary>
    public ValueTask<IReadOnlyList<(Guid SessionId, string Subject)>> FindAsync(string provider, string? subject, string? sid, CancellationToken ct) =>
        database.ListAsync(Named.With(provider, subject, sid), row => (row.Id(0), row.Text(1)), ct);

    /// <summary>The session here lasts longer than it was going to.</summary>
    public async ValueTask ExtendAsync(Guid sessionId, DateTimeOffset expiresAt) => await database.ExecuteAsync(Extend.With(sessionId, expiresAt), CancellationToken.None);
}
