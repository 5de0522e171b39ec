namespace PseIdentity.Protocol.Scopes;

/// <summary>What a client may ask for (RFC 6749 §3.3).</summary>
public sealed record Scope
{
    public required string Name { get; init; }

    /// <summary>Shown on the consent page; a person's words.</summary>
    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    /// <summary>The resource servers that it opens (RFC 8707 §2): absolute URIs; they become <c>aud</c>.</summary>
    public IReadOnlyList<string> Resources { get; init => field = value ?? []; } = [];

    /// <summary>The claims about the person that it releases at userinfo (OpenID Connect Core §5.4).</summary>
    public IReadOnlyList<string> Claims { get; init => field = value ?? []; } = [];
}

/// <summary>The scopes that an installation defines beside the standard ones.</summary>
public interface IScopeStore
{
    /// <summary>All of them; cached by the store and renewed when they change.</summary>
    ValueTask<IReadOnlyList<Scope>> AllAsync(CancellationToken ct);
}
