using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>How this installation authenticates as a client of a provider (RFC 6749 §2.3, OpenID Connect Core §9).</summary>
internal sealed class ClientProof(IdentityProviderStore providers, FederationKeys keys, TimeProvider clock)
{
    /// <summary><c>token_endpoint_auth_method</c> of a provider's row.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int AssertionSeconds = 60;

    /// <summary>A form for one of the provider's endpoints, with our proof.</summary>
    /// <exception cref="UpstreamException">There is no secret, or the provider takes no algorithm of ours.</exception>
    public async ValueTask<HttpRequestMessage> FormAsync(
        IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata, string endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        AuthenticationHeaderValue? authorization = null;
        var fields = form.ToList();
        switch (upstream.TokenEndpointAuthMethod)
        {
            case "client_secret_basic":
                authorization = Basic(provider.ClientId, await SecretAsync(provider, ct));
                break;
            case "client_secret_post":
                fields.Add(new("client_id", provider.ClientId));
                fields.Add(new("client_secret", await SecretAsync(provider, ct)));
                break;
            case "private_key_jwt":
                fields.Add(new("client_id", provider.ClientId));
                fields.Add(new("client_assertion_type", AssertionType));
                fields.Add(new("client_assertion", await AssertionAsync(provider, upstream, metadata, ct)));
                break;
            default:
                throw OpenIdRefuse.Configuration($"token_endpoint_auth_method '{upstream.TokenEndpointAuthMethod}' is not known");
        }
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = authorization;
        return request;
    }

    // RFC 6749 §2.3.1: both are form-encoded first, because a client_id may hold a colon.
    private static AuthenticationHeaderValue Basic(string clientId, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret)}")));

    private async ValueTask<string> SecretAsync(IdentityProvider provider, CancellationToken ct) =>
        await providers.FindSecretAsync(provider.Name, ct) ?? throw OpenIdRefuse.Configuration("client_secret is missing");

    // RFC 7523 §2.2, §3: iss and sub are the client_id; the jti is new each time.
    private async ValueTask<string> AssertionAsync(IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata, CancellationToken ct)
    {
        var algorithm = metadata.AssertionAlgorithms is { } offered
            ? PublishedKeys.SigningAlgorithms.FirstOrDefault(each => offered.Contains(each, StringComparer.Ordinal))
                ?? throw OpenIdRefuse.Configuration("the provider takes client assertions in none of " + string.Join(", ", PublishedKeys.SigningAlgorithms))
            : "RS256";
        using var key = PublishedKeys.Signing((await keys.AllAsync(ct))[0], algorithm);

        // draft-ietf-oauth-rfc7523bis §4, FAPI 2.0 §5.3.3.1: the issuer and nobody beside it, so that no other server can use the assertion there. Providers
        // of before that draft may know their token endpoint only (OpenID Connect Core §9).
        var audience = upstream.AssertionAudience == "token_endpoint" ? metadata.TokenEndpoint : metadata.Issuer;
        return JwtWriter.Sign(key, "JWT", (provider.ClientId, audience, now: clock.GetUtcNow().ToUnixTimeSeconds()), static (json, said) =>
        {
            json.WriteString("iss"u8, said.ClientId);
            json.WriteString("sub"u8, said.ClientId);
            json.WriteString("aud"u8, said.audience);
            json.WriteString("jti"u8, RandomId.Of128Bits());
            json.WriteNumber("iat"u8, said.now);
            json.WriteNumber("exp"u8, said.now + AssertionSeconds);
        });
    }
}
