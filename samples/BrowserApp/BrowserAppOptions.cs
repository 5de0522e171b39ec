namespace BrowserApp;

/// <summary>What the page has to know: section <c>Oidc</c>, and <c>Api:Url</c>. None of it is a secret, because a browser can keep none.</summary>
internal sealed record BrowserAppOptions(string Authority, string ClientId, string Scope, string ApiUrl)
{
    public static BrowserAppOptions Read(IConfiguration configuration)
    {
        return new(Need("Oidc:Authority"), Need("Oidc:ClientId"), Need("Oidc:Scope"), Need("Api:Url"));

        string Need(string key) => configuration[key] ?? throw new InvalidOperationException($"{key} is missing.");
    }

    /// <summary>
    /// Scripts and styles come from here alone. Calls go to the provider and the API; a hidden frame goes to the provider and comes back here.
    /// </summary>
    public string ContentSecurityPolicy() =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {Origin(Authority)} {Origin(ApiUrl)}; "
        + $"frame-src 'self' {Origin(Authority)}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    private static string Origin(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
