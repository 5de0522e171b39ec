namespace PseIdentity.Protocol.Clients;

/// <summary>Which grants and response types a client may have, and together (RFC 7591 §2 and §2.1).</summary>
internal static class GrantRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, Capabilities can) =>
    [
        .. Values.Each("grant_types", client.GrantTypes, can.GrantTypes),
        .. Values.Each("response_types", client.ResponseTypes, can.ResponseTypes),
        .. Together(client, can),
        .. can.Grants.Where(grant => client.GrantTypes.Contains(grant.GrantType)).SelectMany(grant => grant.CheckRegistration(client)),
        .. Refresh(client, can),
    ];

    // §2.1: grant types and response types "are partially orthogonal" and must agree.
    private static IEnumerable<BrokenRule> Together(ClientMetadata client, Capabilities can)
    {
        if (client.GrantTypes.Contains("authorization_code") && !client.ResponseTypes.Any(type => Capabilities.GrantTypesOf(type).Contains("authorization_code")))
            yield return new("response_types", "grants.inconsistent", "The grant type authorization_code needs the response type code.");
        foreach (var type in client.ResponseTypes.Where(can.ResponseTypes.Contains))
            foreach (var grant in Capabilities.GrantTypesOf(type).Where(grant => !client.GrantTypes.Contains(grant)))
                yield return new("response_types", "grants.inconsistent", $"The response type {type} needs the grant type {grant}.");
        if (client.RedirectUris.Count == 0 && client.ResponseTypes.Count > 0)
            yield return new("redirect_uris", "redirect_uri.missing", "A client with response types needs at least one redirect URI.");
    }

    private static IEnumerable<BrokenRule> Refresh(ClientMetadata client, Capabilities can)
    {
        var refreshes = client.GrantTypes.Contains("refresh_token");
        var issuers = can.Grants.Where(grant => grant.IssuesRefreshTokens).Select(grant => grant.GrantType).ToList();
        if (refreshes && !client.GrantTypes.Any(issuers.Contains))
            yield return new("grant_types", "grants.refresh_alone", $"The grant type refresh_token needs one that issues refresh tokens: {string.Join(", ", issuers)}.");
        if (client.OnlineRefresh && !refreshes)
            yield return new("online_refresh", "grants.online_refresh", "online_refresh needs the grant type refresh_token.");
        // RFC 9700 §2.2.2: refresh tokens of public clients "MUST be sender-constrained or use refresh token rotation".
        if (client is { RefreshRotation: false, TokenEndpointAuthMethod: "none", DpopBoundAccessTokens: false })
            yield return new("refresh_rotation", "grants.rotation", "The refresh tokens of a public client rotate unless they are bound to its key (dpop_bound_access_tokens); refresh_rotation cannot be false.");
    }
}
