using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Organizations;

/// <summary>Everything that can say where somebody signs in.</summary>
internal sealed record HomeRealmQuestion
{
    /// <summary>What the person typed: an address, a user name; where they ask for their company, also its domain.</summary>
    public string? Typed { get; init; }

    /// <summary>The person asks for their company, so a sign-in here is no answer while there is another.</summary>
    public bool AsksForCompany { get; init; }

    /// <summary>The parameter <c>idp_hint</c>: the name of a provider.</summary>
    public string? IdpHint { get; init; }

    /// <summary>The parameter <c>organization</c>: the name of an organisation.</summary>
    public string? Organization { get; init; }

    /// <summary>The parameter <c>domain_hint</c>.</summary>
    public string? DomainHint { get; init; }

    /// <summary>The parameter <c>login_hint</c> (OpenID Connect Core §3.1.2.1).</summary>
    public string? LoginHint { get; init; }

    /// <summary>Who is signed in on this browser, where they are to prove themselves again.</summary>
    public Account? Person { get; init; }

    /// <summary>The organisation that this browser remembers.</summary>
    public string? Remembered { get; init; }

    /// <param name="remembered">The organisation that this browser remembers.</param>
    public static HomeRealmQuestion Of(SignInTurn turn, string? remembered) => new()
    {
        IdpHint = turn.Asked.IdpHint,
        Organization = turn.Asked.Organization,
        DomainHint = turn.Asked.DomainHint,
        LoginHint = turn.Asked.LoginHint,
        Person = turn.Session is null ? null : turn.Person,
        Remembered = remembered,
    };
}
