namespace PseIdentity.Testing.Http;

/// <summary>The cookies of one browser; its tabs share them.</summary>
internal sealed class CookieJar
{
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> All => cookies;

    /// <summary>What a request says (RFC 6265 §4.2.1); null without cookies.</summary>
    public string? Header => cookies.Count == 0 ? null : string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public void Set(string name, string value) => cookies[name] = value;

    public void Clear() => cookies.Clear();

    public CookieJar Copy()
    {
        var copy = new CookieJar();
        foreach (var (name, value) in cookies)
            copy.Set(name, value);
        return copy;
    }

    public void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var set))
            return;
        foreach (var cookie in set)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase) || pair[1].Length == 0)
                cookies.Remove(pair[0]);
            else
                cookies[pair[0]] = pair[1];
        }
    }
}
