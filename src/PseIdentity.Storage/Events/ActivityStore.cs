using System.Text.Json;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Events;

/// <summary>An event as it was recorded.</summary>
/// <param name="Id">Its place in time: later events have greater ids.</param>
public sealed record Happened(Guid Id, DateTimeOffset At, IdentityEvent What);

/// <summary>What happened to one person's account, newest first.</summary>
public sealed class ActivityStore
{
    private const string Columns = "id, at, name, user_id, client_id, sid, address, user_agent, data";

    // Greater than every id that will be.
    private static readonly Guid End = Guid.AllBitsSet;

    private static readonly Statement Before = new($"SELECT {Columns} FROM events WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");

    private static readonly Statement One = new($"SELECT {Columns} FROM events WHERE user_id = $1 AND id = $2");

    private readonly IDatabase database;
    private readonly TimeProvider clock;

    internal ActivityStore(IDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>A page of what happened; a person's own rows and nobody else's.</summary>
    /// <param name="before">The last id of the page before; null for the newest.</param>
    public ValueTask<IReadOnlyList<Happened>> PageAsync(Guid userId, Guid? before, int most, CancellationToken ct) =>
        database.ListAsync(Before.With(userId, before ?? End, most), Read, ct);

    /// <summary>One event of the person; null when there is none of theirs with this id.</summary>
    public ValueTask<Happened?> FindAsync(Guid userId, Guid id, CancellationToken ct) => database.FirstAsync(One.With(userId, id), Read, ct);

    /// <summary>Records what must not be missing: it is in the database when this completes, where <see cref="IEventLog"/> gathers what may be lost with the machine.</summary>
    public async ValueTask RecordAsync(IdentityEvent happened) =>
        await database.ExecuteAsync(EventLog.Append(clock.GetUtcNow(), happened), CancellationToken.None);

    private static Happened Read(SqlRow row) => new(row.Id(0), row.Time(1), new IdentityEvent(
        row.Text(2), row.IdOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7),
        row.TextOrNull(8) is { } data ? JsonSerializer.Deserialize(data, EventJson.Default.IReadOnlyDictionaryStringString) : null));
}
