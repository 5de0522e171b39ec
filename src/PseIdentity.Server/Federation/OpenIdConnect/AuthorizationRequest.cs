using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Asks a provider for a code (OpenID Connect Core §3.1.2.1 with PKCE, RFC 7636), by the browser or beforehand (RFC 9126).</summary>
internal sealed class AuthorizationRequest(ClientProof proof, GuardedHttp http)
{
    /// <summary>Where the browser goes.</summary>
    /// <exception cref="UpstreamException">The provider does not take the request.</exception>
    public async Task<string> AddressAsync(
        IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata, UpstreamAsk ask, KeptRequest kept, CancellationToken ct)
    {
        var parameters = Parameters(provider, upstream, ask, kept);
        if (!IsPushed(upstream, metadata))
            return Address(metadata, [KeyValuePair.Create("client_id", provider.ClientId), .. parameters]);

        // RFC 9126 §4: the client_id and the request_uri, and nothing that could be changed on the way.
        var requestUri = await PushAsync(provider, upstream, metadata, parameters, ct);
        return Address(metadata, [KeyValuePair.Create("client_id", provider.ClientId), KeyValuePair.Create("request_uri", requestUri)]);
    }

    /// <summary>Whether requests are pushed: as the row says, otherwise where the provider offers it.</summary>
    public static bool IsPushed(OidcUpstream upstream, ProviderMetadata metadata) => upstream.PushedRequests ?? metadata.PushedRequestEndpoint is not null;

    private static string Address(ProviderMetadata metadata, IEnumerable<KeyValuePair<string, string>> parameters) =>
        QueryHelpers.AddQueryString(metadata.AuthorizationEndpoint, parameters.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)));

    private static List<KeyValuePair<string, string>> Parameters(IdentityProvider provider, OidcUpstream upstream, UpstreamAsk ask, KeptRequest kept)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        Add("response_type", "code");
        Add("redirect_uri", ask.CallbackUri);
        Add("scope", string.Join(' ', provider.Scopes));
        Add("state", ask.State);
        Add("nonce", kept.Nonce);

        // RFC 7636 §4.2
        Add("code_challenge", CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(kept.Verifier))));
        Add("code_challenge_method", "S256");

        // Multiple Response Types §2.1: query is what a code comes in when nothing is said.
        Add("response_mode", upstream.ResponseMode == "query" ? null : upstream.ResponseMode);
        Add("prompt", ask.ForceLogin ? "login" : null);
        // Core §2: auth_time is REQUIRED where max_age was asked for; without it nobody could tell whether prompt=login was kept.
        Add("max_age", ask.ForceLogin ? "0" : ask.MaxAge?.ToString(CultureInfo.InvariantCulture));
        // Core §5.5: some leave auth_time out unless it is asked for by name.
        Add("claims", ask.ForceLogin || ask.MaxAge is not null ? """{"id_token":{"auth_time":{"essential":true}}}""" : null);
        Add("login_hint", ask.LoginHint);
        Add("ui_locales", ask.UiLocales);
        Add("acr_values", provider.TrustsAmr && ask.AcrValues.Count > 0 ? string.Join(' ', ask.AcrValues) : null);
        return parameters;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                parameters.Add(new(name, value));
        }
    }

    private async Task<string> PushAsync(
        IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata, List<KeyValuePair<string, string>> parameters, CancellationToken ct)
    {
        var endpoint = metadata.PushedRequestEndpoint ?? throw OpenIdRefuse.Configuration("pushed_requests is true, and the provider offers no pushed_authorization_request_endpoint");

        // RFC 9126 §2.1: client_id is REQUIRED, whatever the client authenticates with.
        var fields = upstream.TokenEndpointAuthMethod == "client_secret_basic" ? parameters.Prepend(KeyValuePair.Create("client_id", provider.ClientId)) : parameters;
        using var request = await proof.FormAsync(provider, upstream, metadata, endpoint, fields, ct);
        var answer = await http.AskAsync(request, ct) ?? throw OpenIdRefuse.Unreachable("the endpoint of pushed requests did not answer");

        // §2.2: 201; some say 200.
        if (answer.Status is not (HttpStatusCode.Created or HttpStatusCode.OK))
            throw EndpointError.Of(answer, "the pushed request");
        return StrictJson.TryParseObject(answer.Body)?.GetString("request_uri") is { Length: > 0 and <= 2048 } uri
            ? uri
            : throw OpenIdRefuse.Malformed("the answer to the pushed request has no request_uri");
    }
}
