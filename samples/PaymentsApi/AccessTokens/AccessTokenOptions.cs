using Microsoft.AspNetCore.Authentication;

namespace PaymentsApi.AccessTokens;

/// <summary>Whose access tokens this API takes, and for what.</summary>
internal sealed class AccessTokenOptions : AuthenticationSchemeOptions
{
    /// <summary><c>Oidc:Authority</c>: the issuer of the tokens, character for character.</summary>
    public string Authority { get; set; } = "http://localhost:5400";

    /// <summary><c>Api:Resource</c>: the audience that names this API (RFC 8707); tokens for anything else are refused.</summary>
    public string Resource { get; set; } = "https://api.payments.example";

    /// <summary><c>Api:Url</c>: where the API can be reached, for the address of its metadata.</summary>
    public string Url { get; set; } = "http://localhost:5403";

    /// <summary>The scope that the payments need.</summary>
    public string Scope { get; set; } = "payments";

    internal string MetadataUrl => Url + "/.well-known/oauth-protected-resource";

    public override void Validate()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var issuer) || (issuer.Scheme != Uri.UriSchemeHttps && !issuer.IsLoopback))
            throw new InvalidOperationException("Oidc:Authority must be an https address; http is for a provider on this machine.");
    }
}
