using System.Text.Json;
using PseIdentity.Protocol;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Describes this installation as a client (RFC 7591 §2), and looks at providers before people do.</summary>
internal sealed class OpenIdConnectSetup(ProviderExamination examination, Issuer issuer) : IUpstreamSetup
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Protocol => "oidc";

    public Task<SetupDocument> DescribeAsync(IdentityProvider provider, CancellationToken ct)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
            Write(json, provider);
        return Task.FromResult(new SetupDocument("application/json", stream.ToArray()));
    }

    public Task<IReadOnlyList<SetupFinding>> ExamineAsync(IdentityProvider provider, CancellationToken ct) => examination.ExamineAsync(provider, ct);

    private void Write(Utf8JsonWriter json, IdentityProvider provider)
    {
        var logout = issuer.Url(FederationPaths.Logout + provider.Name);
        json.WriteStartObject();
        json.WriteString("client_id", provider.ClientId);
        Strings("redirect_uris", issuer.Url(FederationPaths.Callback + provider.Name));
        Strings("response_types", "code");
        Strings("grant_types", "authorization_code");
        json.WriteString("scope", string.Join(' ', provider.Scopes));
        json.WriteString("token_endpoint_auth_method", (provider.Oidc ?? new OidcUpstream()).TokenEndpointAuthMethod);
        json.WriteString("jwks_uri", issuer.Url(FederationPaths.Keys));

        // RP-Initiated Logout §3, Back-Channel Logout §2.2, Front-Channel Logout §2.
        Strings("post_logout_redirect_uris", issuer.Url(FederationPaths.SignedOut + provider.Name));
        json.WriteString("backchannel_logout_uri", logout);
        json.WriteBoolean("backchannel_logout_session_required", true);
        json.WriteString("frontchannel_logout_uri", logout);
        json.WriteBoolean("frontchannel_logout_session_required", true);

        // OpenID Connect Core §4
        json.WriteString("initiate_login_uri", issuer.Url(FederationPaths.Initiate + provider.Name));
        json.WriteEndObject();

        void Strings(string name, string value)
        {
            json.WriteStartArray(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }
}
