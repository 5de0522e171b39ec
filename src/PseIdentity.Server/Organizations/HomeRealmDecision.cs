using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Organizations;

/// <summary>Where somebody signs in, and why.</summary>
/// <param name="Why">What was looked at, in its order; the last line decided. For operators, in English.</param>
internal abstract record HomeRealmDecision(IReadOnlyList<string> Why)
{
    /// <summary>Here, with what this installation knows of the person.</summary>
    internal sealed record Local(IReadOnlyList<string> Why) : HomeRealmDecision(Why);

    /// <summary>At a provider.</summary>
    /// <param name="Organization">Whose provider it is; null where the provider itself was asked for.</param>
    /// <param name="LoginHint">The address to hand on.</param>
    internal sealed record Elsewhere(IdentityProvider Provider, Organization? Organization, string? LoginHint, IReadOnlyList<string> Why) : HomeRealmDecision(Why);

    /// <summary>The person says which of them.</summary>
    internal sealed record Choose(IReadOnlyList<Home> Homes, string? LoginHint, IReadOnlyList<string> Why) : HomeRealmDecision(Why);
}

/// <summary>An organisation with the provider that its people sign in with.</summary>
internal sealed record Home(Organization Organization, IdentityProvider Provider);
