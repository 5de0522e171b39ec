namespace PseIdentity.Server.Email;

/// <summary>Where mail goes: to a server, or into a folder on a developer's machine.</summary>
internal interface IMailRoute
{
    /// <summary>The far end, by which the outbox tells one that is dead from the others.</summary>
    string Destination { get; }

    /// <summary>Null when it was taken, otherwise why not (for the log; no address).</summary>
    Task<string?> SendAsync(Mail mail, CancellationToken ct);
}
