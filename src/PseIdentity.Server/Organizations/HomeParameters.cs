namespace PseIdentity.Server.Organizations;

/// <summary>The parameters that say where somebody signs in: of authorization requests, and of our own sign-in pages.</summary>
internal static class HomeParameters
{
    public const string IdpHint = "idp_hint";
    public const string Organization = "organization";
    public const string DomainHint = "domain_hint";
    public const string LoginHint = "login_hint";

    public static IReadOnlyList<string> All { get; } = [IdpHint, Organization, DomainHint, LoginHint];
}
