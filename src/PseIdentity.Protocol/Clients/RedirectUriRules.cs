namespace PseIdentity.Protocol.Clients;

/// <summary>
/// What may be registered as an address to send a browser back to
/// (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1, RP-Initiated Logout §3.1).
/// </summary>
internal static class RedirectUriRules
{
    // Parameters that the answer itself carries (RFC 6749 §4.1.2, RFC 9207 §2, JARM §2.3): a registered one would stand there twice.
    private static readonly string[] OfTheAnswer = ["code", "error", "error_description", "iss", "response", "state"];

    public static IEnumerable<BrokenRule> Check(string member, IReadOnlyList<string> uris, string applicationType, bool development)
    {
        for (var i = 0; i < uris.Count; i++)
            if (Find(uris[i], applicationType, development) is var (rule, sentence))
                yield return new BrokenRule($"{member}[{i}]", "redirect_uri." + rule, sentence);
            else if (uris.Take(i).Contains(uris[i], StringComparer.Ordinal))
                yield return new BrokenRule($"{member}[{i}]", "redirect_uri.twice", "This address is listed twice.");
    }

    private static (string Rule, string Sentence)? Find(string uri, string applicationType, bool development)
    {
        // It is compared character by character and written into a Location header, so it must be spelled as it travels.
        if (uri.Length > 1000)
            return ("too_long", "An address has at most 1,000 characters.");
        if (!WebAddress.IsSpelledAsItTravels(uri))
            return ("characters", "An address holds only the characters of RFC 3986; encode others as %XX.");
        if (uri.Contains('*', StringComparison.Ordinal))
            return ("wildcard", "Addresses are compared as they are (RFC 9700 section 2.1); there are no wildcards. List each one.");
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || !WebAddress.HasScheme(uri))
            return ("absolute", "An address is absolute: https://host/path.");

        // RFC 6749 §3.1.2: "The endpoint URI MUST NOT include a fragment component."
        if (uri.Contains('#', StringComparison.Ordinal))
            return ("fragment", "An address has no fragment ('#').");
        if (parsed.UserInfo.Length > 0)
            return ("user", "An address holds no user name or password.");
        if (HasDotSegments(uri))
            return ("dot_segments", "An address has no '.' or '..' segments; browsers would change it.");
        if (OfTheAnswer.FirstOrDefault(name => HasParameter(parsed, name)) is { } taken)
            return ("parameter", $"The parameter '{taken}' belongs to the answer and may not be part of the registered address.");

        return parsed.Scheme switch
        {
            "https" => null,
            "http" when parsed.IsLoopback || development => null,
            "http" => ("https", "Only loopback addresses (localhost, 127.0.0.1, [::1]) may use http; use https."),
            // RFC 8252 §7.1: a private-use scheme is a reversed domain name, so it holds a dot.
            _ when applicationType != "native" => ("scheme", "A web client's address uses https; another scheme needs \"application_type\": \"native\"."),
            _ when !parsed.Scheme.Contains('.', StringComparison.Ordinal) => ("private_scheme", "A native client's own scheme is a reversed domain name, such as com.example.app."),
            _ => null,
        };
    }

    // System.Uri has removed them already: look at what was written.
    public static bool HasDotSegments(string uri)
    {
        var path = uri.AsSpan();
        if (path.IndexOf('?') is >= 0 and var query)
            path = path[..query];
        foreach (var segment in path.Split('/'))
            if (path[segment] is "." or ".." || path[segment].Equals("%2e", StringComparison.OrdinalIgnoreCase) || path[segment].Equals("%2e%2e", StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool HasParameter(Uri uri, string name)
    {
        foreach (var pair in uri.Query.TrimStart('?').Split('&'))
            if (string.Equals(Uri.UnescapeDataString(pair.Split('=')[0]), name, StringComparison.Ordinal))
                return true;
        return false;
    }
}
