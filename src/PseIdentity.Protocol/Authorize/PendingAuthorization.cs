namespace PseIdentity.Protocol.Authorize;

/// <summary>An authorization request that waits for a person: it travels in a protected handle, not in the database.</summary>
public sealed record PendingAuthorization
{
    /// <summary>128 random bits, base64url; attempts are kept under it.</summary>
    public required string RequestId { get; init; }

    /// <summary>The request's parameters as they arrived, form-encoded.</summary>
    public required string Parameters { get; init; }

    /// <summary>Whole seconds: proofs and consents count for <c>prompt</c> when they come later.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>SHA-256 of the browser cookie that the request is bound to.</summary>
    public required byte[] BrowserHash { get; init; }
}
