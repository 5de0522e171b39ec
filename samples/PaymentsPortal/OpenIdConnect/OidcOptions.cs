using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>What the portal knows about its provider and how it is registered there (section <c>Oidc</c>).</summary>
internal sealed class OidcOptions
{
    /// <summary>The provider's issuer identifier, character for character as its discovery document says it.</summary>
    public string Authority { get; set; } = "http://localhost:5400";

    /// <summary>The <c>client_id</c> of the registration.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The <c>client_secret</c> of the registration, sent by <c>client_secret_basic</c>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What is asked for. <c>openid</c> must be among it; without <c>offline_access</c> there is nothing to refresh with.</summary>
    public string Scope { get; set; } = "openid profile email offline_access payments";

    /// <summary>The portal's own public address: redirect URIs are made from it, never from a request header. Default: the first of <c>urls</c>.</summary>
    public string Url { get; set; } = "";

    internal string AuthorityOrigin => new Uri(Authority).GetLeftPart(UriPartial.Authority);

    internal string RedirectUri => $"{Url}/signin-oidc";

    internal string PostLogoutRedirectUri => $"{Url}/signed-out";

    internal bool IsHttps => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    internal bool AsksForRefresh => Scope.Split(' ').Contains("offline_access", StringComparer.Ordinal);
}

/// <summary>Names every setting that is wrong before the portal starts to listen.</summary>
internal sealed class OidcOptionsCheck : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        var mistakes = new List<string>();

        if (!IsHttpsOrLoopback(options.Authority))
            mistakes.Add("Oidc:Authority must be an https address; http is for a provider on this machine.");
        if (!IsHttpsOrLoopback(options.Url) || options.Url.EndsWith('/'))
            mistakes.Add("Oidc:Url must be the portal's https address (http on this machine) without a slash at the end.");
        if (options.ClientId.Length == 0)
            mistakes.Add("Oidc:ClientId must be the client_id the portal is registered under.");
        if (options.ClientSecret.Length == 0)
            mistakes.Add("Oidc:ClientSecret must be the client_secret of the registration.");
        if (!options.Scope.Split(' ').Contains("openid", StringComparer.Ordinal))
            mistakes.Add("Oidc:Scope must contain openid.");

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static bool IsHttpsOrLoopback(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
