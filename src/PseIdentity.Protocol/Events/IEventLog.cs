namespace PseIdentity.Protocol.Events;

/// <summary>Something that happened and that a person, the help desk or an auditor may ask about.</summary>
/// <param name="Name">Dotted, stable: <c>signin.succeeded</c>, <c>grant.code_replayed</c>.</param>
/// <param name="UserId">Whose account, where known.</param>
/// <param name="ClientId">Which relying party, where one took part.</param>
/// <param name="Address">The caller's IP address.</param>
/// <param name="Data">A few facts, never secrets.</param>
public sealed record IdentityEvent(string Name, Guid? UserId = null, string? ClientId = null, string? SessionSid = null,
    string? Address = null, string? UserAgent = null, IReadOnlyDictionary<string, string>? Data = null);

/// <summary>Appends events in batches from a bounded queue.</summary>
public interface IEventLog
{
    void Record(IdentityEvent happened);
}
