using System.Text.Json;

namespace PseIdentity.Protocol.Users;

/// <summary>A person as the protocol sees one.</summary>
/// <param name="Id">The row; never leaves the provider.</param>
/// <param name="Subject">What relying parties know: 128 random bits, base64url (OpenID Connect Core §2, <c>sub</c>).</param>
/// <param name="Stamp">Grows when something happens that must undo what is under way: a reset password, a lock.</param>
/// <param name="Claims">A JSON object of standard claims (Core §5.1) and <c>customer_id</c>, <c>roles</c>.</param>
public sealed record UserRecord(Guid Id, string Subject, int Stamp, JsonElement Claims)
{
    /// <summary>When they last changed (Core §5.1, <c>updated_at</c>).</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>Where the protocol finds people. Only active ones are found.</summary>
public interface IUserDirectory
{
    ValueTask<UserRecord?> FindActiveAsync(Guid userId, CancellationToken ct);
}
