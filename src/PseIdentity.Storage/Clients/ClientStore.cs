using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Clients;

/// <summary>Clients as the protocol reads them: enabled ones, kept in memory and renewed when somebody edits them.</summary>
internal sealed class ClientStore : IStoredClients
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);

    private static readonly Statement Find = new("""
        SELECT c.metadata, s.sha256, s.expires_at, s.secret, c.origin FROM clients c LEFT JOIN client_secrets s ON s.client_id = c.client_id
        WHERE c.client_id = $1 AND c.enabled
        """);

    private static readonly Statement All = new("SELECT client_id, metadata FROM clients WHERE enabled");

    private static readonly Statement SaveDocument = new("""
        INSERT INTO clients (client_id, metadata, enabled, origin, created_at, updated_at) VALUES ($1, $2, true, 'document', $3, $3)
        ON CONFLICT (client_id) DO UPDATE SET metadata = $2, updated_at = $3 WHERE clients.origin = 'document' AND clients.metadata <> $2
        """);

    private readonly IDatabase database;
    private readonly SecretColumn sealedSecrets;
    private readonly CacheVersions versions;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private readonly Snapshot<FrozenSet<string>> origins;

    public ClientStore(IDatabase database, RootKey root, CacheVersions versions, TimeProvider clock)
    {
        this.database = database;
        sealedSecrets = new SecretColumn(root, "client_secrets");
        this.versions = versions;
        this.clock = clock;
        origins = new(versions, Cached.Clients, clock, ReadOriginsAsync);
    }

    public ValueTask<Client?> FindAsync(string clientId, CancellationToken ct) =>
        !CanBeAName(clientId) ? new((Client?)null) : kept.TryGetValue(clientId, out var known) && known.Version == versions.Of(Cached.Clients) && clock.GetElapsedTime(known.ReadAt) < TrustedFor
            ? new(known.Client)
            : ReadAsync(clientId, ct);

    public async ValueTask SaveDocumentAsync(string clientId, ClientMetadata metadata, CancellationToken ct)
    {
        // Other nodes read the document themselves, and trust what they keep for seconds only.
        await database.ExecuteAsync(SaveDocument.With(clientId, ClientMetadataText.Of(metadata), clock.GetUtcNow()), ct);
        kept.TryRemove(clientId, out _);
    }

    public async ValueTask<bool> AnyAllowsOriginAsync(string origin, CancellationToken ct) => (await origins.GetAsync(ct)).Contains(origin);

    // RFC 6749 appendix A.1: VSCHAR. Whatever else a stranger sends, such as NUL, is not worth a question to the database.
    private static bool CanBeAName(string clientId) => clientId.Length is > 0 and <= 512 && !clientId.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private async ValueTask<Client?> ReadAsync(string clientId, CancellationToken ct)
    {
        var version = versions.Of(Cached.Clients);
        var readAt = clock.GetTimestamp();
        var rows = await database.ListAsync(Find.With(clientId), row => (Metadata: row.Text(0), Sha256: row.BytesOrNull(1), ExpiresAt: row.TimeOrNull(2), Sealed: row.BytesOrNull(3), Origin: row.TextOrNull(4)), ct);
        if (rows.Count == 0)
        {
            // Names that nobody has are not kept: a stranger could send any number of them.
            kept.TryRemove(clientId, out _);
            return null;
        }

        List<ClientSecret> secrets = [];
        foreach (var row in rows)
            if (row.Sha256 is { } hash)
                secrets.Add(new ClientSecret(hash, row.ExpiresAt) { Value = row.Sealed is { } secret ? sealedSecrets.OpenText(secret, clientId) : null });
        var client = new Client(clientId, Parse(rows[0].Metadata), secrets) { FromDocument = rows[0].Origin == ClientRow.Document, SelfRegistered = rows[0].Origin == ClientRow.Registered };
        if (kept.Count >= MostKept)
            kept.Clear();
        kept[clientId] = new Kept(client, version, readAt);
        return client;
    }

    private async ValueTask<FrozenSet<string>> ReadOriginsAsync(CancellationToken ct)
    {
        var clients = await database.ListAsync(All.With(), row => new Client(row.Text(0), Parse(row.Text(1)), []), ct);
        return clients.SelectMany(CorsOrigins.Of).ToFrozenSet(StringComparer.Ordinal);
    }

    internal static ClientMetadata Parse(string metadata) =>
        JsonSerializer.Deserialize(metadata, ClientMetadataJson.Default.ClientMetadata) ?? throw new JsonException("Client metadata is an object.");

    private sealed record Kept(Client Client, long Version, long ReadAt);
}
