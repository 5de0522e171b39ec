namespace PaymentsApi.AccessTokens;

/// <summary>An access token as a request carries it: with which scheme, and what stands behind the scheme's name.</summary>
internal sealed record Presented(string Scheme, string Token)
{
    public const string Bearer = "Bearer";

    /// <summary>RFC 9449 §7.1: the scheme of tokens that are bound to a key.</summary>
    public const string Dpop = "DPoP";

    /// <summary>Null when the header holds no scheme of ours.</summary>
    public static Presented? Read(string header)
    {
        foreach (var scheme in new[] { Bearer, Dpop })
            // RFC 9110 §11.1: the scheme's name is case-insensitive.
            if (header.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase))
                return new(scheme, header[(scheme.Length + 1)..].Trim());
        return null;
    }

    /// <summary>The scheme that a challenge answers: the caller's own, and Bearer for everybody else.</summary>
    public static string SchemeOf(HttpRequest request) => Read(request.Headers.Authorization.ToString())?.Scheme ?? Bearer;
}
