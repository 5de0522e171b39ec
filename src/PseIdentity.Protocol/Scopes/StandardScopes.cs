namespace PseIdentity.Protocol.Scopes;

/// <summary>The scopes of OpenID Connect Core §5.4 and §11.</summary>
public static class StandardScopes
{
    public const string OpenId = "openid";
    public const string OfflineAccess = "offline_access";

    public static IReadOnlyList<Scope> All { get; } =
    [
        new() { Name = OpenId, Claims = ["sub"] },
        new()
        {
            Name = "profile",
            Claims =
            [
                "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
                "gender", "birthdate", "zoneinfo", "locale", "updated_at",
            ],
        },
        new() { Name = "email", Claims = ["email", "email_verified"] },
        new() { Name = "address", Claims = ["address"] },
        new() { Name = "phone", Claims = ["phone_number", "phone_number_verified"] },
        new() { Name = OfflineAccess },
    ];
}
