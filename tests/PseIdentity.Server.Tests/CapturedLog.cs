using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace PseIdentity.Server.Tests;

/// <summary>What the program logged, after its own filters, as JSON with message, properties and exceptions.</summary>
internal sealed class CapturedLog : ILogEventSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JsonFormatter Format = new(renderMessage: true);
    private readonly ConcurrentQueue<LogEvent> events = new();
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public IReadOnlyCollection<LogEvent> Events => events;

    public void Emit(LogEvent logEvent)
    {
        events.Enqueue(logEvent);
        bell.Writer.TryWrite(true);
    }

    public void Clear() => events.Clear();

    /// <summary>Returns when such an event has been logged.</summary>
    public async Task WaitForAsync(Func<LogEvent, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!events.Any(condition))
            await bell.Reader.ReadAsync(patience.Token);
    }

    public string Text()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var happened in events)
            Format.Format(happened, text);
        return text.ToString();
    }
}
