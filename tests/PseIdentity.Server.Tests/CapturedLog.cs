using System.Collections.Concurrent;
using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace PseIdentity.Server.Tests;

/// <summary>What the program logged, after its own filters, as JSON with message, properties and exceptions.</summary>
internal sealed class CapturedLog : ILogEventSink
{
    private static readonly JsonFormatter Format = new(renderMessage: true);
    private readonly ConcurrentQueue<LogEvent> events = new();

    public IReadOnlyCollection<LogEvent> Events => events;

    public void Emit(LogEvent logEvent) => events.Enqueue(logEvent);

    public string Text()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var happened in events)
            Format.Format(happened, text);
        return text.ToString();
    }
}
