using PseIdentity.Protocol.Clients;
using PseIdentity.Server.Federation.OpenIdConnect;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads what a provider of OpenID Connect has beside the members of all.</summary>
internal static class OidcProviderMembers
{
    public static IdentityProvider Read(ProvisionedIdentityProvider provider, IdentityProvider common, string path, FileReading reading)
    {
        if (provider.Authority is null)
            reading.Mistake(JsonPath.Member(path, "authority"), "is missing: the provider's issuer.");
        else if (!IsIssuer(provider.Authority, reading.Rules.Development))
            reading.Mistake(JsonPath.Member(path, "authority"), "is an https address without query and fragment; http is for loopback addresses only.");
        if (string.IsNullOrEmpty(provider.ClientId))
            reading.Mistake(JsonPath.Member(path, "client_id"), "is missing: who this installation is there.");
        if (provider.Scopes is { } scopes && !scopes.Contains("openid", StringComparer.Ordinal))
            reading.Mistake(JsonPath.Member(path, "scopes"), "needs openid (OpenID Connect Core section 3.1.2.1).");
        return common with
        {
            ClientId = provider.ClientId ?? "",
            Scopes = provider.Scopes ?? ["openid"],
            Oidc = new OidcUpstream
            {
                TokenEndpointAuthMethod = AuthenticationMethod(provider, path, reading),
                AssertionAudience = reading.OneOf(path, "assertion_audience", provider.AssertionAudience ?? "issuer", ["issuer", "token_endpoint"]),
                ResponseMode = reading.OneOf(path, "response_mode", provider.ResponseMode ?? "query", ["query", "form_post"]),
                PushedRequests = provider.PushedRequests,
                UserInfo = provider.Userinfo ?? false,
            },
        };
    }

    // OpenID Connect Discovery §3: "a URL using the https scheme with no query or fragment components".
    private static bool IsIssuer(string authority, bool development) => WebAddress.IsSecure(authority, development) && authority.AsSpan().IndexOfAny('?', '#') < 0;

    private static string AuthenticationMethod(ProvisionedIdentityProvider provider, string path, FileReading reading)
    {
        var method = provider.TokenEndpointAuthMethod ?? (provider.ClientSecret is null ? "private_key_jwt" : "client_secret_basic");
        reading.OneOf(path, "token_endpoint_auth_method", method, ClientProof.Methods);
        if (method is "client_secret_basic" or "client_secret_post" && provider.ClientSecret is null)
            reading.Mistake(JsonPath.Member(path, "client_secret"), $"is missing: {method} needs it.");
        if (method == "private_key_jwt" && provider.ClientSecret is not null)
            reading.Mistake(JsonPath.Member(path, "client_secret"), "is not used with private_key_jwt; remove it.");
        return method;
    }
}
