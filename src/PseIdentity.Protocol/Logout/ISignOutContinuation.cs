using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Logout;

/// <summary>What follows when somebody has signed out here: where the session came from somewhere else, it may go on there.</summary>
public interface ISignOutContinuation
{
    /// <summary>A page of ours, as an absolute address, that goes on there and then to <paramref name="back"/>; null where nothing follows.</summary>
    /// <param name="session">The session that has just ended.</param>
    /// <param name="clientId">The relying party that asked, where one did.</param>
    /// <param name="back">A checked address; null where the browser stays with us.</param>
    ValueTask<string?> NextAsync(BrowserSession session, string? clientId, string? back, CancellationToken ct);
}

/// <summary>Sessions that came from nowhere else.</summary>
internal sealed class NothingFollows : ISignOutContinuation
{
    public ValueTask<string?> NextAsync(BrowserSession session, string? clientId, string? back, CancellationToken ct) => new((string?)null);
}
