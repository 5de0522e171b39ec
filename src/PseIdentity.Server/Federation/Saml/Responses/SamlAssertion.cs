namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>An assertion that holds: everything in it was signed, meant for us, and is of now.</summary>
internal sealed record SamlAssertion
{
    public required string Id { get; init; }

    /// <summary>Until when the assertion may be presented: so long its ID is remembered.</summary>
    public required DateTimeOffset NotOnOrAfter { get; init; }

    public required NameId? NameId { get; init; }
    public required DateTimeOffset AuthnInstant { get; init; }
    public required string? SessionIndex { get; init; }
    public required string? ContextClass { get; init; }

    /// <summary>Values by an attribute's Name, and by its FriendlyName where that is nobody's Name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; init; }
}
