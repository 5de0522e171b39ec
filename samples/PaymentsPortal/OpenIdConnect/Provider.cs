using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>What the provider says about itself (OpenID Connect Discovery 1.0 §4): endpoints and signing keys, fetched once and kept fresh.</summary>
internal sealed class Provider
{
    public const string HttpClientName = "provider";

    public Provider(IOptions<OidcOptions> options, IHttpClientFactory http)
    {
        var authority = options.Value.Authority;

        // Discovery §4.1: a terminating slash of the issuer is removed before the well-known path is appended.
        var address = authority.TrimEnd('/') + "/.well-known/openid-configuration";
        var documents = new HttpDocumentRetriever(http.CreateClient(HttpClientName)) { RequireHttps = !new Uri(authority).IsLoopback };

        Documents = new ConfigurationManager<OpenIdConnectConfiguration>(
            address, new OpenIdConnectConfigurationRetriever(), documents, new IssuerIsAuthority(authority))
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
            // A key that is not known makes the documents be fetched again, but not more often than this.
            RefreshInterval = TimeSpan.FromSeconds(30),
            // Keys that the provider has withdrawn must not be tried again.
            UseLastKnownGoodConfiguration = false,
        };
    }

    public ConfigurationManager<OpenIdConnectConfiguration> Documents { get; }

    public async Task<OpenIdConnectConfiguration> DiscoverAsync(CancellationToken ct)
    {
        try
        {
            return await Documents.GetConfigurationAsync(ct);
        }
        catch (InvalidOperationException unreachable) // IDX20803: could not be fetched, or is not this issuer's
        {
            throw SignInException.ProviderUnreachable(unreachable);
        }
    }

    /// <summary>Discovery §4.3: the <c>issuer</c> in the document MUST be exactly the one it was asked for.</summary>
    private sealed class IssuerIsAuthority(string authority) : IConfigurationValidator<OpenIdConnectConfiguration>
    {
        public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) => new()
        {
            Succeeded = string.Equals(configuration.Issuer, authority, StringComparison.Ordinal),
            ErrorMessage = $"The discovery document is of issuer '{configuration.Issuer}', but Oidc:Authority is '{authority}'.",
        };
    }
}
