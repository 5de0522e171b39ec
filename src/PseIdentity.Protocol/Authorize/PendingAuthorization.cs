namespace PseIdentity.Protocol.Authorize;

/// <summary>What waits for a person, an authorization request or a page of ours: it travels in a protected handle, not in the database.</summary>
public sealed record PendingAuthorization
{
    /// <summary>128 random bits, base64url; attempts are kept under it.</summary>
    public required string RequestId { get; init; }

    /// <summary>The pushed request that the parameters come from, by its hash; null where they came in the URL.</summary>
    public byte[]? PushedHash { get; init; }

    /// <summary>The request's parameters as they arrived, form-encoded; empty where the destination is a page of ours.</summary>
    public required string Parameters { get; init; }

    /// <summary>The path of our own that a sign-in was needed for, such as <c>/account</c>, instead of an authorization.</summary>
    public string? LocalPath { get; init; }

    /// <summary>Proofs and consents count for <c>prompt</c> when they come later.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>SHA-256 of the browser cookie that the request is bound to.</summary>
    public required byte[] BrowserHash { get; init; }
}

/// <summary>Where a step returns to: the request is computed anew from what is stored.</summary>
public static class AuthorizePaths
{
    public const string Authorize = "/authorize";

    /// <summary>With the parameter <c>pending</c>.</summary>
    public const string Resume = "/authorize/resume";
}
