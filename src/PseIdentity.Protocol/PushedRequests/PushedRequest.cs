namespace PseIdentity.Protocol.PushedRequests;

/// <summary>An authorization request that a client left with us before it sends the person (RFC 9126).</summary>
public sealed record PushedRequest
{
    /// <summary>SHA-256 of the unguessable part of its <c>request_uri</c>.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Who pushed it; nobody else can use it (RFC 9126 §2.2: bound to the client).</summary>
    public required string ClientId { get; init; }

    /// <summary>What was checked when it was pushed, form-encoded, without the client's credentials.</summary>
    public required string Parameters { get; init; }

    /// <summary>Until then it can be brought to the authorization endpoint; the moment itself is too late.</summary>
    public required DateTimeOffset UsableUntil { get; init; }

    /// <summary>Until then somebody who brought it in time can finish.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was answered; null before.</summary>
    public DateTimeOffset? ConsumedAt { get; init; }
}

public interface IPushedRequestStore
{
    ValueTask AddAsync(PushedRequest request, CancellationToken ct);

    /// <summary>The request, answered or not, until <see cref="PushedRequest.ExpiresAt"/>; null otherwise.</summary>
    ValueTask<PushedRequest?> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken ct);

    /// <summary>Marks it as answered, one conditional statement: true for exactly one caller.</summary>
    ValueTask<bool> TryConsumeAsync(byte[] hash, DateTimeOffset now);
}
