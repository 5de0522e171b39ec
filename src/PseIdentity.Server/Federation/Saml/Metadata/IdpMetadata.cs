using PseIdentity.Server.Federation.Saml.Signatures;

namespace PseIdentity.Server.Federation.Saml.Metadata;

/// <summary>What a provider's metadata says (SAML Metadata §2.3.2, §2.4.3), as far as a service provider needs it.</summary>
internal sealed record IdpMetadata
{
    public required string EntityId { get; init; }

    /// <summary>Every key that may sign: while a provider changes its key there are two. Never empty.</summary>
    public required IReadOnlyList<TrustedKey> Keys { get; init; }

    public required IReadOnlyList<SamlEndpoint> SignOn { get; init; }

    /// <summary>Empty where the provider offers no single logout.</summary>
    public IReadOnlyList<SamlEndpoint> Logout { get; init; } = [];

    /// <summary>Nothing counts after this (§2.3.2 <c>validUntil</c>).</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How long it may be kept without asking again (<c>cacheDuration</c>).</summary>
    public TimeSpan? CacheDuration { get; init; }
}

/// <summary>Where messages of one binding go.</summary>
/// <param name="ResponseLocation">Where answers go, if elsewhere (§2.2.2).</param>
internal sealed record SamlEndpoint(string Binding, string Location, string? ResponseLocation);
