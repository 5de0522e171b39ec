namespace PseIdentity.Protocol.Outbox;

/// <summary>Something to be told to somebody outside, written in the transaction that it belongs to and delivered at least once.</summary>
/// <param name="Kind">Which <see cref="IOutboxDelivery"/> delivers it, such as <c>logout</c> or <c>mail</c>.</param>
/// <param name="Body">JSON; encrypted by the store.</param>
public sealed record OutboxMessage(string Kind, string Body)
{
    /// <summary>Where it goes, such as a relying party's origin: messages to one place wait for each other, those to different places do not.</summary>
    public string Destination { get; init; } = Kind;
}

/// <summary>A message that this node has claimed until its lease ends.</summary>
/// <param name="Body">Null when it cannot be decrypted: then nobody can ever deliver it.</param>
public sealed record ClaimedMessage(Guid Id, string Kind, string? Body, int Attempts, DateTimeOffset EnqueuedAt);

/// <summary>The durable queue.</summary>
public interface IOutboxStore
{
    ValueTask EnqueueAsync(OutboxMessage message, CancellationToken ct);

    /// <summary>Whether a message to this place was tried in vain and waits for another try.</summary>
    ValueTask<bool> IsDelayedAsync(string destination, CancellationToken ct);

    /// <summary>
    /// Claims due messages for the length of the lease; another node, or this one after a crash, gets them again afterwards.
    /// No destination has more than <paramref name="mostPerDestination"/> messages claimed at a time, so that a dead one leaves room for the others.
    /// </summary>
    ValueTask<IReadOnlyList<ClaimedMessage>> ClaimAsync(int most, int mostPerDestination, TimeSpan lease, DateTimeOffset now, CancellationToken ct);

    ValueTask CompleteAsync(Guid id, CancellationToken ct);

    /// <summary>Gives the message back for another try at <paramref name="nextAt"/>, or, where null, keeps it as failed for the operator.</summary>
    ValueTask PostponeAsync(Guid id, int attempts, DateTimeOffset? nextAt, string reason, CancellationToken ct);
}

/// <summary>Delivers one kind of message.</summary>
public interface IOutboxDelivery
{
    string Kind { get; }

    /// <summary>Null when delivered, otherwise why not (for the log; no secrets).</summary>
    Task<string?> DeliverAsync(string body, CancellationToken ct);
}
