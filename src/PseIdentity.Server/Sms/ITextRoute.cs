namespace PseIdentity.Server.Sms;

/// <summary>Where text messages go: to a gateway, or into a folder on a developer's machine.</summary>
internal interface ITextRoute
{
    /// <summary>The far end, by which the outbox tells one that is dead from the others.</summary>
    string Destination { get; }

    /// <summary>Null when it was taken, otherwise why not (for the log; no number).</summary>
    Task<string?> SendAsync(TextMessage message, CancellationToken ct);
}
