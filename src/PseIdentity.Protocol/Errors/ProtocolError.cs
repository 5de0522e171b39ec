namespace PseIdentity.Protocol.Errors;

/// <summary>One way in which a request fails, for three readers: the program, its developer, and our log.</summary>
/// <param name="Id">Stable, lower-case, dotted name of the failure, such as <c>code.other_client</c>.</param>
/// <param name="Code">The error code of the specification, for the wire (RFC 6749 §5.2 and its relatives).</param>
/// <param name="Description">A sentence for the client's developer; reveals nothing about people or other clients.
/// ASCII without quotes and backslashes (RFC 6749 §5.2).</param>
/// <param name="Status">The HTTP status where the error is not redirected.</param>
public sealed record ProtocolError(string Id, string Code, string Description, int Status);
