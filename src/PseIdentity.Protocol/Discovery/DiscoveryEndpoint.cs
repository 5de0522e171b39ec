using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Authorize.Checks;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Clients.Documents;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Registration;
using PseIdentity.Protocol.RequestObjects;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Discovery;

/// <summary>
/// What this provider is and can (OpenID Connect Discovery §3, RFC 8414 §2), derived from what is registered, so that it cannot promise what is not there.
/// Both documents are the same bytes, made once until the scopes change.
/// </summary>
internal sealed class DiscoveryEndpoint(
    Issuer issuer, MtlsAlias alias, ScopeCatalog catalog, SigningKeyRing keys, Capabilities can, ResponseModes modes, SessionStates sessionStates,
    IInteraction interaction, IOptions<ClientDocumentOptions> documents)
{
    private sealed record Document(IReadOnlyDictionary<string, Scope> Scopes, byte[] Bytes);

    private Document? document;

    public async Task DocumentAsync(HttpContext context)
    {
        var scopes = await catalog.AllAsync(context.RequestAborted);
        var current = document;
        if (current is null || !ReferenceEquals(current.Scopes, scopes))
            document = current = new Document(scopes, Write(scopes.Values));
        await WriteAsync(context, current.Bytes, "public, max-age=3600", "application/json");
    }

    public Task KeysAsync(HttpContext context) => WriteAsync(context, keys.PublishedJwks, "public, max-age=900", "application/jwk-set+json");

    private static async Task WriteAsync(HttpContext context, byte[] bytes, string cache, string contentType)
    {
        Cors.AllowEverybody(context);
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = cache;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes);
    }

    private byte[] Write(IEnumerable<Scope> scopes)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("issuer", issuer.Value);
            json.WriteString("authorization_endpoint", issuer.Url(AuthorizePaths.Authorize));
            json.WriteString("pushed_authorization_request_endpoint", issuer.Url("/par"));
            json.WriteString("token_endpoint", issuer.Url("/token"));
            json.WriteString("userinfo_endpoint", issuer.Url("/userinfo"));
            json.WriteString("jwks_uri", issuer.Url("/.well-known/jwks.json"));
            json.WriteString("introspection_endpoint", issuer.Url("/introspect"));
            json.WriteString("revocation_endpoint", issuer.Url("/revoke"));
            json.WriteString("registration_endpoint", issuer.Url(RegistrationEndpoint.Path));
            json.WriteString("device_authorization_endpoint", issuer.Url("/device_authorization"));
            json.WriteString("end_session_endpoint", issuer.Url("/logout"));
            WriteAliases(json);
            if (sessionStates.Enabled)
                json.WriteString("check_session_iframe", issuer.Url(SessionStates.FramePath));

            Array(json, "scopes_supported", scopes.Select(s => s.Name));
            Array(json, "claims_supported", ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", .. scopes.SelectMany(s => s.Claims).Where(c => c != "sub").Distinct()]);
            Array(json, "response_types_supported", can.ResponseTypes);
            Array(json, "response_modes_supported", modes.Names);
            Array(json, "grant_types_supported", can.GrantTypes);
            Array(json, "prompt_values_supported", PromptCheck.Values);
            Array(json, "acr_values_supported", AuthenticationLevels.All);
            Array(json, "subject_types_supported", can.SubjectTypes);
            Array(json, "code_challenge_methods_supported", ["S256"]);
            Array(json, "id_token_signing_alg_values_supported", can.SigningAlgorithms);
            Array(json, "id_token_encryption_alg_values_supported", EncryptionAlgorithms.KeyManagement);
            Array(json, "id_token_encryption_enc_values_supported", EncryptionAlgorithms.Content);
            Array(json, "userinfo_signing_alg_values_supported", can.SigningAlgorithms);
            Array(json, "userinfo_encryption_alg_values_supported", EncryptionAlgorithms.KeyManagement);
            Array(json, "userinfo_encryption_enc_values_supported", EncryptionAlgorithms.Content);
            Array(json, "token_endpoint_auth_methods_supported", can.AuthenticationMethodNames);
            Array(json, "token_endpoint_auth_signing_alg_values_supported", can.AuthenticationAlgorithms);
            // RFC 8414 §2 and RFC 9701 §7; who only says its name learns nothing about tokens.
            Array(json, "introspection_endpoint_auth_methods_supported", can.AuthenticationMethodNames.Where(method => method != "none"));
            Array(json, "introspection_endpoint_auth_signing_alg_values_supported", can.AuthenticationAlgorithms);
            Array(json, "introspection_signing_alg_values_supported", can.SigningAlgorithms);
            Array(json, "introspection_encryption_alg_values_supported", EncryptionAlgorithms.KeyManagement);
            Array(json, "introspection_encryption_enc_values_supported", EncryptionAlgorithms.Content);
            Array(json, "revocation_endpoint_auth_methods_supported", can.AuthenticationMethodNames);
            Array(json, "revocation_endpoint_auth_signing_alg_values_supported", can.AuthenticationAlgorithms);
            Array(json, "authorization_signing_alg_values_supported", can.SigningAlgorithms);
            Array(json, "authorization_encryption_alg_values_supported", EncryptionAlgorithms.KeyManagement);
            Array(json, "authorization_encryption_enc_values_supported", EncryptionAlgorithms.Content);
            Array(json, "request_object_signing_alg_values_supported", RequestObjectReader.Algorithms);
            Array(json, "dpop_signing_alg_values_supported", DpopProof.Algorithms);
            Array(json, "display_values_supported", ["page"]);
            Array(json, "ui_locales_supported", interaction.Languages);
            Array(json, "authorization_details_types_supported", AuthorizationDetailsTypes.All.Select(type => type.Name));
            Array(json, "claim_types_supported", ["normal"]);

            json.WriteBoolean("claims_parameter_supported", true);
            json.WriteBoolean("request_parameter_supported", true);
            json.WriteBoolean("request_uri_parameter_supported", true);
            json.WriteBoolean("require_request_uri_registration", true);
            json.WriteBoolean("require_signed_request_object", false);
            json.WriteBoolean("require_pushed_authorization_requests", false);
            json.WriteBoolean("authorization_response_iss_parameter_supported", true);
            // draft-ietf-oauth-client-id-metadata-document §5
            json.WriteBoolean("client_id_metadata_document_supported", documents.Value.Hosts.Count > 0);
            json.WriteBoolean("backchannel_logout_supported", true);
            json.WriteBoolean("backchannel_logout_session_supported", true);
            json.WriteBoolean("frontchannel_logout_supported", true);
            json.WriteBoolean("frontchannel_logout_session_supported", true);
            WriteDecoupled(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    // RFC 8705 §5: the endpoints that clients ask, at the address where they can present a certificate; never those that browsers visit.
    private void WriteAliases(Utf8JsonWriter json)
    {
        json.WriteBoolean("tls_client_certificate_bound_access_tokens", alias.IsOpen);
        if (!alias.IsOpen)
            return;
        json.WriteStartObject("mtls_endpoint_aliases");
        foreach (var (member, path) in MtlsAlias.Endpoints.Where(endpoint => OffersDecoupled || endpoint.Path != BackChannelAuthenticationEndpoint.Path))
            foreach (var url in alias.Urls(path))
                json.WriteString(member, url);
        json.WriteEndObject();
    }

    private bool OffersDecoupled => can.Grants.Any(grant => grant is CibaGrant);

    // CIBA §4, where people can be told.
    private void WriteDecoupled(Utf8JsonWriter json)
    {
        if (!OffersDecoupled)
            return;
        json.WriteString("backchannel_authentication_endpoint", issuer.Url(BackChannelAuthenticationEndpoint.Path));
        Array(json, "backchannel_token_delivery_modes_supported", DecoupledRules.DeliveryModes);
        Array(json, "backchannel_authentication_request_signing_alg_values_supported", SignedAuthenticationRequest.Algorithms);
        json.WriteBoolean("backchannel_user_code_parameter_supported", false);
    }

    private static void Array(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
