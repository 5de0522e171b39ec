using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Takes the browser to a provider to sign out there, too (RP-Initiated Logout 1.0 §2).</summary>
internal sealed class EndSession(Issuer issuer)
{
    // A hint with many claims makes an address that servers on the way refuse; §2 has providers take a POST as well.
    private const int LongestAddress = 2000;

    /// <summary>Null where the provider offers no way.</summary>
    public Departure? Leave(IdentityProvider provider, ProviderMetadata metadata, UpstreamSession session, string state)
    {
        if (metadata.EndSessionEndpoint is not { } endpoint)
            return null;
        var parameters = new List<KeyValuePair<string, string>>();
        if (session.Hint is { } hint)
            parameters.Add(new("id_token_hint", hint));

        // §2: with client_id the provider knows whose post_logout_redirect_uri it is, also where the hint is missing.
        parameters.Add(new("client_id", provider.ClientId));
        parameters.Add(new("post_logout_redirect_uri", issuer.Url(FederationPaths.SignedOut + provider.Name)));
        parameters.Add(new("state", state));

        var address = QueryHelpers.AddQueryString(endpoint, parameters.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)));
        return address.Length <= LongestAddress ? new Departure(address, null, "") : new Departure(endpoint, parameters, "");
    }
}
