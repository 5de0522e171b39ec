namespace PseIdentity.Protocol.Clients;

/// <summary>Addresses that are shown, called or compared (OpenID Connect Registration §2, the logout specifications, the contract's CORS rule).</summary>
internal static class AddressRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development) =>
        [.. Secure(client, development), .. LoginInitiation(client), .. Origins(client)];

    private static IEnumerable<BrokenRule> Secure(ClientMetadata client, bool development)
    {
        (string Member, string? Uri)[] addresses =
        [
            ("client_uri", client.ClientUri), ("logo_uri", client.LogoUri), ("tos_uri", client.TosUri), ("policy_uri", client.PolicyUri),
        ];
        foreach (var (member, uri) in addresses)
            if (uri is not null && !WebAddress.IsSecure(uri, development))
                yield return new(member, "address.https", $"{member} is an absolute https address; http is for loopback addresses only.");
    }

    // OpenID Connect Registration §2: "URI using the https scheme that a third party can use to initiate a login". A stranger follows it, so there is no exception.
    private static IEnumerable<BrokenRule> LoginInitiation(ClientMetadata client)
    {
        if (client.InitiateLoginUri is { } uri && !(WebAddress.IsSecure(uri, development: false) && uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
            yield return new("initiate_login_uri", "address.https", "initiate_login_uri is an absolute https address.");
    }

    private static IEnumerable<BrokenRule> Origins(ClientMetadata client)
    {
        var origins = client.AllowedCorsOrigins ?? [];
        for (var i = 0; i < origins.Count; i++)
            if (!WebAddress.IsOrigin(origins[i]))
                yield return new($"allowed_cors_origins[{i}]", "cors.origin", "An origin is scheme://host or scheme://host:port, in lower case, with nothing after it; there are no wildcards.");
    }
}
