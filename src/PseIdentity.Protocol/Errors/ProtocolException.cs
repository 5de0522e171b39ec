namespace PseIdentity.Protocol.Errors;

/// <summary>Ends a request with a refusal. Thrown through <see cref="Refuse"/>, caught once per endpoint.</summary>
public sealed class ProtocolException(ProtocolError error, string? detail) : Exception(error.Description)
{
    /// <summary>What went wrong, for the wire.</summary>
    public ProtocolError Error { get; } = error;

    /// <summary>What the log should know beyond the description; never a secret.</summary>
    public string? Detail { get; } = detail;
}
