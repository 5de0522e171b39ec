using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Approvals;

/// <summary>A client's request that waits for a person's decision somewhere else: on a device flow's page (RFC 8628) or on the page that a message leads to (CIBA).</summary>
public sealed record Approval
{
    /// <summary>Its name on pages and in messages, and the id of the grant that it may become.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="ApprovalKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>SHA-256 of what the client polls with: <c>device_code</c>, <c>auth_req_id</c>.</summary>
    public required byte[] CodeHash { get; init; }

    /// <summary>SHA-256 of the code that a person types, for a device.</summary>
    public byte[]? UserCodeHash { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Who is asked; null for a device, whose user code says it, and where the hint named nobody.</summary>
    public Guid? UserId { get; init; }

    public ApprovalState State { get; init; } = ApprovalState.Pending;

    /// <summary>The request's parameters, form-encoded: kept encrypted.</summary>
    public required string Parameters { get; init; }

    /// <summary>What the client polls with, where it must be repeated to the client (CIBA §10.2, ping); kept encrypted, otherwise null.</summary>
    public string? Code { get; init; }

    /// <summary>What was approved; kept encrypted, null until then.</summary>
    public ApprovedAccess? Access { get; init; }

    /// <summary>Seconds between two polls; five more after each that came too soon (RFC 8628 §3.5).</summary>
    public required int Interval { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a person has said. That it was redeemed is told by the grant: its INSERT under the approval's id is the gate.</summary>
public enum ApprovalState
{
    Pending,
    Approved,
    Denied,
}

/// <summary>Where requests that wait for a person come from.</summary>
public static class ApprovalKinds
{
    public const string Device = "device";
    public const string Ciba = "ciba";
}
