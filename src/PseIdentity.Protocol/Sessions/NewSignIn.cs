namespace PseIdentity.Protocol.Sessions;

/// <summary>A person who has proven enough to be signed in.</summary>
public sealed record NewSignIn(Guid UserId, string Subject, int UserStamp, IReadOnlyList<string> Amr, string Acr, bool Remember)
{
    /// <summary>When the person proved themselves at a company's provider, where that was earlier; null: now.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    public string? UserAgent { get; init; }

    public string? Address { get; init; }
}
