using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Events;

/// <summary>Appends events in batches from a bounded queue; a full queue loses events rather than requests, and says so.</summary>
internal sealed partial class EventLog : BackgroundService, IEventLog
{
    private const int MostWaiting = 10_000;
    private const int MostPerBatch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly Statement Insert = new("""
        INSERT INTO events (id, at, name, user_id, client_id, sid, address, user_agent, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """);

    private readonly Channel<(DateTimeOffset At, IdentityEvent Happened)> waiting =
        Channel.CreateBounded<(DateTimeOffset, IdentityEvent)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly IDatabase database;
    private readonly TimeProvider clock;
    private readonly ILogger<EventLog> log;
    private long lost;

    public EventLog(IDatabase database, TimeProvider clock, ILogger<EventLog> log)
    {
        this.database = database;
        this.clock = clock;
        this.log = log;
    }

    public void Record(IdentityEvent happened)
    {
        if (!waiting.Writer.TryWrite((clock.GetUtcNow(), happened)))
            Interlocked.Increment(ref lost);
    }

    /// <summary>Writes what waits now.</summary>
    internal async Task FlushAsync()
    {
        while (waiting.Reader.TryPeek(out _))
        {
            var batch = new List<Call>(MostPerBatch);
            while (batch.Count < MostPerBatch && waiting.Reader.TryRead(out var next))
                batch.Add(Append(next.At, next.Happened));
            await database.ExecuteAllAsync([.. batch], CancellationToken.None);
        }
        if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
            EventsLost(count);
    }

    /// <summary>What waits is written before the program ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            // What happens within a moment shares one write.
            await Task.Delay(Pause, clock, stoppingToken);
            await TryFlushAsync();
        }
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (DbException failure)
        {
            BatchLost(failure);
        }
    }

    /// <summary>The statement that appends an event, also for a transaction that it must not be missing from.</summary>
    internal static Call Append(DateTimeOffset at, IdentityEvent happened) => Insert.With(
        Guid.CreateVersion7(at), at, happened.Name, happened.UserId, happened.ClientId, happened.SessionSid, happened.Address, happened.UserAgent,
        DataOf(happened));

    /// <summary>The same as a row, for a change through the model.</summary>
    internal static EventRow Row(DateTimeOffset at, IdentityEvent happened) => new()
    {
        Id = Guid.CreateVersion7(at),
        At = at,
        Name = happened.Name,
        UserId = happened.UserId,
        ClientId = happened.ClientId,
        Sid = happened.SessionSid,
        Address = happened.Address,
        UserAgent = happened.UserAgent,
        Data = DataOf(happened),
    };

    private static string? DataOf(IdentityEvent happened) =>
        happened.Data is null ? null : JsonSerializer.Serialize(happened.Data, EventJson.Default.IReadOnlyDictionaryStringString);

    [LoggerMessage(2101, LogLevel.Error, "{Count} events were lost because they came faster than the database took them.")]
    private partial void EventsLost(long count);

    [LoggerMessage(2102, LogLevel.Error, "A batch of events could not be written and is lost.")]
    private partial void BatchLost(Exception failure);
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class EventJson : JsonSerializerContext;
