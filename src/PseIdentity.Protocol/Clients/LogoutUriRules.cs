namespace PseIdentity.Protocol.Clients;

/// <summary>Where a relying party may want to hear of a sign-out (Back-Channel Logout §2.2, Front-Channel Logout §2).</summary>
internal static class LogoutUriRules
{
    // Front-Channel Logout §2: what the provider adds.
    private static readonly string[] OfTheRequest = ["iss", "sid"];

    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development)
    {
        foreach (var broken in Address("backchannel_logout_uri", client.BackchannelLogoutUri, development))
            yield return broken;
        foreach (var broken in Address("frontchannel_logout_uri", client.FrontchannelLogoutUri, development))
            yield return broken;
        if (client.FrontchannelLogoutUri is { } uri && WebAddress.IsSecure(uri, development) && InTheBrowser(client, new Uri(uri)) is { } rule)
            yield return rule;
    }

    private static IEnumerable<BrokenRule> Address(string member, string? uri, bool development)
    {
        if (uri is not null && !WebAddress.IsSecure(uri, development))
            yield return new(member, "address.https", $"{member} is an absolute https address; http is for loopback addresses only.");
        // Back-Channel Logout §2.2: "The URI … MUST NOT include a fragment component."
        if (uri?.Contains('#', StringComparison.Ordinal) == true)
            yield return new(member, "address.fragment", $"{member} has no fragment ('#').");
    }

    private static BrokenRule? InTheBrowser(ClientMetadata client, Uri uri)
    {
        // Front-Channel Logout §2: "The domain, port, and scheme of this URL MUST be the same as that of a registered Redirection URI value."
        if (!client.RedirectUris.Any(redirect => Uri.TryCreate(redirect, UriKind.Absolute, out var registered) && SameOrigin(registered, uri)))
            return new("frontchannel_logout_uri", "frontchannel.origin", "frontchannel_logout_uri has the scheme, host and port of one of the redirect_uris.");
        foreach (var name in OfTheRequest)
            if (uri.Query.TrimStart('?').Split('&').Any(pair => Uri.UnescapeDataString(pair.Split('=')[0]) == name))
                return new("frontchannel_logout_uri", "frontchannel.parameter", $"The parameter '{name}' is added at sign-out and may not be part of the registered address.");
        return null;
    }

    private static bool SameOrigin(Uri one, Uri other) => Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
