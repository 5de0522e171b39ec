namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>The types of authorization details that this provider knows (<c>authorization_details_types_supported</c>, RFC 9396 §10).</summary>
public static class AuthorizationDetailsTypes
{
    public static IReadOnlyList<AuthorizationDetailsType> All { get; } =
    [
        new(PaymentInitiation.Name, AuthorizationDetailsJson.Default.PaymentInitiation, needsPerson: true),
    ];

    public static AuthorizationDetailsType? Find(string name) => All.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.Ordinal));
}
