using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Maintenance;

/// <summary>A time in which nobody signs in.</summary>
/// <param name="From">Before it the window is announced.</param>
/// <param name="Until">It ends by itself.</param>
/// <param name="Message">What the operator says about it, shown as it is; null for nothing.</param>
public sealed record MaintenanceWindow(DateTimeOffset From, DateTimeOffset Until, string? Message)
{
    public bool IsAnnounced(DateTimeOffset now) => now < From;

    public bool IsOn(DateTimeOffset now) => From <= now && now < Until;
}

/// <summary>The one window that is announced or lasts; every node learns of it within seconds.</summary>
public sealed class MaintenanceStore
{
    private const string Name = "maintenance";
    private static readonly Statement Find = new("SELECT value FROM settings WHERE name = $1");
    private readonly IDatabase database;
    private readonly TimeProvider clock;
    private readonly Snapshot<MaintenanceWindow?> current;

    internal MaintenanceStore(IDatabase database, CacheVersions versions, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        current = new(versions, Cached.Maintenance, clock, ReadAsync);
    }

    /// <summary>Null where none is announced, and once it is over.</summary>
    public async ValueTask<MaintenanceWindow?> FindAsync(CancellationToken ct) =>
        await current.GetAsync(ct) is { } window && clock.GetUtcNow() < window.Until ? window : null;

    /// <summary>In place of whatever was announced before; null ends it.</summary>
    public Task<bool> SetAsync(MaintenanceWindow? window, CancellationToken ct) => database.EditAsync(Cached.Maintenance, async model =>
    {
        var row = await model.Settings.SingleOrDefaultAsync(each => each.Name == Name, ct);
        if (row is not null)
            model.Settings.Remove(row);
        await model.SaveChangesAsync(ct);
        if (window is not null)
            model.Settings.Add(new SettingRow { Name = Name, Value = JsonSerializer.SerializeToUtf8Bytes(window, MaintenanceJson.Default.MaintenanceWindow) });
        return await model.SaveChangesAsync(ct) > 0 || row is not null;
    }, ct);

    private ValueTask<MaintenanceWindow?> ReadAsync(CancellationToken ct) =>
        database.FirstAsync(Find.With(Name), row => JsonSerializer.Deserialize(row.Bytes(0), MaintenanceJson.Default.MaintenanceWindow), ct);
}

[JsonSerializable(typeof(MaintenanceWindow))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
