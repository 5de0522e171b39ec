namespace PseIdentity.Protocol.Clients;

/// <summary>One thing that is wrong with a client's metadata.</summary>
/// <param name="Member">The member, with its place in a list: <c>redirect_uris[1]</c>.</param>
/// <param name="Rule">Stable, lower-case, dotted: <c>redirect_uri.fragment</c>.</param>
/// <param name="Sentence">What is wrong and what would be right, for the person who wrote it.</param>
public sealed record BrokenRule(string Member, string Rule, string Sentence)
{
    /// <summary>The error code of a registration response (RFC 7591 §3.2.2).</summary>
    public string ErrorCode => Member.StartsWith("redirect_uris", StringComparison.Ordinal) ? "invalid_redirect_uri" : "invalid_client_metadata";
}
