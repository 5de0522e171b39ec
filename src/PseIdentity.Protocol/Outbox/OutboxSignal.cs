using System.Threading.Channels;

namespace PseIdentity.Protocol.Outbox;

/// <summary>Wakes the dispatcher of this node as soon as something was put into the outbox, so that nobody waits for the next look.</summary>
public sealed class OutboxSignal
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => bell.Writer.TryWrite(true);

    /// <summary>Returns when somebody rang, or after <paramref name="most"/>.</summary>
    internal async Task WaitAsync(TimeSpan most, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(most);
        try
        {
            await bell.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody rang; it is time to look all the same.
        }
    }
}
