using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Attempts;

/// <summary>Proven steps, one row per browser and request.</summary>
internal sealed class AttemptStore(IDatabase database, TimeProvider clock) : IAttemptStore
{
    private static readonly Statement Find = new("SELECT content, version FROM attempts WHERE request_id = $1 AND browser_hash = $2 AND expires_at > $3");

    private static readonly Statement Insert = new("""
        INSERT INTO attempts (request_id, browser_hash, version, content, expires_at) VALUES ($1, $2, 1, $3, $4)
        ON CONFLICT (request_id, browser_hash) DO NOTHING
        """);

    private static readonly Statement Update = new("""
        UPDATE attempts SET version = $5 + 1, content = $3, expires_at = $4 WHERE request_id = $1 AND browser_hash = $2 AND version = $5
        """);

    private static readonly Statement Delete = new("DELETE FROM attempts WHERE request_id = $1 AND browser_hash = $2");

    public ValueTask<Attempt?> FindAsync(string requestId, byte[] browserHash, CancellationToken ct) =>
        database.FirstAsync(Find.With(requestId, browserHash, clock.GetUtcNow()), row =>
            Deserialize(row.Text(0)) with { Version = row.Int(1) }, ct);

    public async ValueTask<bool> TrySaveAsync(Attempt attempt, CancellationToken ct)
    {
        var content = JsonSerializer.Serialize(attempt, AttemptJson.Default.Attempt);
        var save = attempt.Version == 0
            ? Insert.With(attempt.RequestId, attempt.BrowserHash, content, attempt.ExpiresAt)
            : Update.With(attempt.RequestId, attempt.BrowserHash, content, attempt.ExpiresAt, attempt.Version);
        return await database.ExecuteAsync(save, ct) == 1;
    }

    public async ValueTask RemoveAsync(string requestId, byte[] browserHash, CancellationToken ct) =>
        await database.ExecuteAsync(Delete.With(requestId, browserHash), ct);

    private static Attempt Deserialize(string content) =>
        JsonSerializer.Deserialize(content, AttemptJson.Default.Attempt) ?? throw new JsonException("An attempt is an object.");
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Attempt))]
internal sealed partial class AttemptJson : JsonSerializerContext;
