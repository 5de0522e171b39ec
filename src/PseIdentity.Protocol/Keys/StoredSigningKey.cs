namespace PseIdentity.Protocol.Keys;

/// <summary>
/// A signing key as a store keeps it. Nothing in it changes after it was added, except that its private part is erased in the end, or that it is declared stolen; when it
/// stops signing follows from its successor.
/// </summary>
public sealed record StoredSigningKey
{
    /// <summary><c>kid</c>: the RFC 7638 thumbprint. Unique.</summary>
    public required string Id { get; init; }

    /// <summary><c>alg</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>1 for the first key of an algorithm, then counting up without a gap. (Algorithm, Generation) is unique.</summary>
    public required int Generation { get; init; }

    /// <summary>When it was made, and so from when it is published.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when it signs.</summary>
    public required DateTimeOffset ActivatesAt { get; init; }

    /// <summary>Until when it is meant to sign; a successor that comes earlier or later decides.</summary>
    public required DateTimeOffset RetiresAt { get; init; }

    /// <summary>When an operator declared it stolen: from then on nothing that it signed is believed. Null for every other key.</summary>
    public DateTimeOffset? CompromisedAt { get; init; }

    /// <summary>The public JWK as JSON, with <c>kid</c>, <c>use</c> and <c>alg</c>.</summary>
    public required string PublicKey { get; init; }

    /// <summary>PKCS#8, in the clear here and encrypted at rest by the store; null once erased.</summary>
    public byte[]? PrivateKey { get; init; }
}
