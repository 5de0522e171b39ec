using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Scopes;

/// <summary>The scopes that the installation defines (RFC 6749 §3.3); kept in memory.</summary>
public sealed class ScopeStore : IScopeStore
{
    private static readonly Statement All = new("SELECT definition FROM scopes ORDER BY name");
    private readonly IDatabase database;
    private readonly Snapshot<IReadOnlyList<Scope>> scopes;

    internal ScopeStore(IDatabase database, CacheVersions versions, TimeProvider clock)
    {
        this.database = database;
        scopes = new(versions, Cached.Scopes, clock, ct => database.ListAsync(All.With(), row => Parse(row.Text(0)), ct));
    }

    public ValueTask<IReadOnlyList<Scope>> AllAsync(CancellationToken ct) => scopes.GetAsync(ct);

    /// <summary>Defines the scope anew; false when it was so already.</summary>
    public Task<bool> SaveAsync(Scope scope, CancellationToken ct) => database.EditAsync(Cached.Scopes, async model =>
    {
        var definition = JsonSerializer.Serialize(scope, ScopeJson.Default.Scope);
        if (await model.Scopes.SingleOrDefaultAsync(row => row.Name == scope.Name, ct) is { } row)
            row.Definition = definition;
        else
            model.Scopes.Add(new ScopeRow { Name = scope.Name, Definition = definition });
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    public Task<bool> RemoveAsync(string name, CancellationToken ct) => database.EditAsync(Cached.Scopes, async model =>
    {
        if (await model.Scopes.SingleOrDefaultAsync(row => row.Name == name, ct) is { } row)
            model.Scopes.Remove(row);
        return await model.SaveChangesAsync(ct) > 0;
    }, ct);

    private static Scope Parse(string definition) =>
        JsonSerializer.Deserialize(definition, ScopeJson.Default.Scope) ?? throw new JsonException("A scope is an object.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Scope))]
internal sealed partial class ScopeJson : JsonSerializerContext;
