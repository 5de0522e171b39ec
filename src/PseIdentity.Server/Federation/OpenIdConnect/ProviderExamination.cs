using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Holds what a provider says about itself against its row: what would go wrong is told before somebody signs in.</summary>
internal sealed class ProviderExamination(ProviderDocuments documents, IdentityProviderStore providers)
{
    public async Task<IReadOnlyList<SetupFinding>> ExamineAsync(IdentityProvider provider, CancellationToken ct)
    {
        ProviderMetadata metadata;
        try
        {
            metadata = await documents.FetchMetadataAsync(provider.Authority);
        }
        catch (UpstreamException problem)
        {
            return [SetupFinding.Wrong($"{ProviderMetadata.AddressFor(provider.Authority)}: {problem.Message}.")];
        }
        var upstream = provider.Oidc ?? new OidcUpstream();
        return
        [
            SetupFinding.Good($"Discovery answers, and its issuer is {metadata.Issuer}."),
            await KeysAsync(metadata),
            Signing(metadata),
            await AuthenticationAsync(provider, upstream, metadata, ct),
            .. Offers(provider, upstream, metadata),
        ];
    }

    private async Task<SetupFinding> KeysAsync(ProviderMetadata metadata)
    {
        try
        {
            var usable = (await documents.FetchKeysAsync(metadata.JwksUri)).Keys.Count(key => key.Use != "enc");
            return usable > 0 ? SetupFinding.Good($"{metadata.JwksUri} holds {usable} usable key(s).") : SetupFinding.Wrong($"{metadata.JwksUri} holds no key that can be used.");
        }
        catch (UpstreamException problem)
        {
            return SetupFinding.Wrong($"{problem.Message}.");
        }
    }

    private static SetupFinding Signing(ProviderMetadata metadata) =>
        metadata.SigningAlgorithms.Count > 0
            ? SetupFinding.Good($"ID tokens are signed with {string.Join(", ", metadata.SigningAlgorithms)}.")
            : SetupFinding.Wrong("The provider signs ID tokens with no algorithm that is accepted here; none and HMAC are not.");

    private async Task<SetupFinding> AuthenticationAsync(IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata, CancellationToken ct)
    {
        var method = upstream.TokenEndpointAuthMethod;

        // Discovery §3: where it does not say, client_secret_basic.
        var offered = metadata.AuthenticationMethods ?? ["client_secret_basic"];
        if (!offered.Contains(method, StringComparer.Ordinal))
            return SetupFinding.Wrong($"token_endpoint_auth_method is {method}; the provider offers {string.Join(", ", offered)}.");
        if (method != "private_key_jwt" && await providers.FindSecretAsync(provider.Name, ct) is null)
            return SetupFinding.Wrong($"{method} needs a client_secret, and there is none.");
        if (method == "private_key_jwt" && metadata.AssertionAlgorithms is { } algorithms && !algorithms.Intersect(PublishedKeys.SigningAlgorithms, StringComparer.Ordinal).Any())
            return SetupFinding.Wrong($"Client assertions are signed with {string.Join(", ", PublishedKeys.SigningAlgorithms)} here; the provider takes {string.Join(", ", algorithms)}.");
        return SetupFinding.Good($"This installation authenticates by {method}.");
    }

    private static IEnumerable<SetupFinding> Offers(IdentityProvider provider, OidcUpstream upstream, ProviderMetadata metadata)
    {
        if (metadata.ResponseModes is { } modes && !modes.Contains(upstream.ResponseMode, StringComparer.Ordinal))
            yield return SetupFinding.Wrong($"response_mode is {upstream.ResponseMode}; the provider offers {string.Join(", ", modes)}.");
        if (upstream.PushedRequests == true && metadata.PushedRequestEndpoint is null)
            yield return SetupFinding.Wrong("pushed_requests is true; the provider has no pushed_authorization_request_endpoint.");
        if (upstream.PushedRequests == false && metadata.RequiresPushedRequests)
            yield return SetupFinding.Wrong("pushed_requests is false; the provider requires it.");
        if (upstream.UserInfo && metadata.UserInfoEndpoint is null)
            yield return SetupFinding.Wrong("userinfo is true; the provider has no userinfo_endpoint.");
        if (metadata.Scopes is { } scopes && provider.Scopes.Except(scopes, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
            yield return SetupFinding.Doubtful($"The provider does not list the scope(s) {string.Join(", ", unknown)}.");
        if (metadata.ChallengeMethods?.Contains("S256", StringComparer.Ordinal) != true)
            yield return SetupFinding.Doubtful("The provider does not say that it checks PKCE with S256; it is sent all the same.");
        if (!metadata.PromisesIssuer)
            yield return SetupFinding.Doubtful("The provider's answers do not promise to name it (RFC 9207); that it is the right one is known by the address they come to.");
        if (provider.SignsOut && metadata.EndSessionEndpoint is null)
            yield return SetupFinding.Doubtful("signs_out is true; the provider has no end_session_endpoint, so its own session stays.");
    }
}
