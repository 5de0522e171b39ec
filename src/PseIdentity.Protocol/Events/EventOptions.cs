namespace PseIdentity.Protocol.Events;

/// <summary>How long it is remembered what happened (section <c>Events</c>).</summary>
public sealed class EventOptions
{
    /// <summary>
    /// Events older than this are deleted; a little over a year by default. Longer keeps more for auditors and costs some 300 bytes an event;
    /// shorter may be asked for by data protection.
    /// </summary>
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(400);
}
