using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.Http;

/// <summary>The installation that tests over HTTP run against: one client of each kind, and three people.</summary>
public static class Installation
{
    public const string Password = "Correct-Horse-7-Battery";
    public const string TotpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    public const string Secret = "a-secret-of-more-than-32-characters-00";
    public const string OtherSecret = "another-secret-of-over-32-characters-1";

    /// <summary>What has a meaning in forms, in URLs and in Basic has to be encoded on the way and decoded once (RFC 6749 §2.3.1).</summary>
    public const string OddSecret = "a secret: of+more%20than/32=chars&\"\\?";
    public const string OddClient = "odd:client+with%20signs";

    /// <summary>As long as the hash of HS512, for <c>mac-service</c>.</summary>
    public const string LongSecret = "a-secret-of-64-characters-because-that-is-what-HS512-asks-for-00";

    /// <summary>Lets any number of clients register; its policy decides nothing.</summary>
    public const string InitialAccess = "an-initial-access-token-for-anything-0";

    /// <summary>Its policy gives a default, forces one thing and limits the rest.</summary>
    public const string PolicedAccess = "an-initial-access-token-with-a-policy-0";

    /// <summary>Its policy allows decoupled sign-in.</summary>
    public const string DecoupledAccess = "an-initial-access-token-for-decoupled-0";

    /// <summary>Works twice.</summary>
    public const string TwiceAccess = "an-initial-access-token-that-works-twice";

    /// <summary>Has expired.</summary>
    public const string ExpiredAccess = "an-initial-access-token-that-is-expired";

    public const string PaymentsApi = "https://api.payments.example";

    public const string LedgerApi = "https://ledger.example";

    /// <summary>The algorithms that the provider signs with.</summary>
    public static IReadOnlyList<string> Algorithms => SignatureAlgorithms.Asymmetric;

    /// <summary>The algorithms that clients sign with.</summary>
    public static IReadOnlyList<string> ClientAlgorithms => SignatureAlgorithms.OfClients;

    /// <summary>The private keys of the clients <c>signing-RS256</c>, <c>signing-PS256</c>, ….</summary>
    public static IReadOnlyDictionary<string, SigningKey> ClientKeys { get; } = ClientAlgorithms.ToDictionary(alg => alg, SigningKey.Generate);

    /// <summary>A confidential web application of the operator's own: no consent asked.</summary>
    public static RelyingParty Portal(Uri issuer, params Uri[] nodes) =>
        new(issuer, "portal", Secret, "http://localhost:9100/callback", "openid profile email offline_access payments", nodes);

    /// <summary>A browser application: public, so its refresh tokens rotate.</summary>
    public static RelyingParty BrowserApp(Uri issuer, params Uri[] nodes) =>
        new(issuer, "browser-app", null, "http://localhost:9101/callback", "openid offline_access", nodes);

    /// <summary>A confidential application of somebody else: the person is asked.</summary>
    public static RelyingParty Budget(Uri issuer, params Uri[] nodes) =>
        new(issuer, "budget", OtherSecret, "http://localhost:9102/callback", "openid email offline_access", nodes);

    /// <summary>A service that acts for itself.</summary>
    public static RelyingParty Service(Uri issuer, params Uri[] nodes) => new(issuer, "service", Secret, "", "payments", nodes);

    /// <summary>Refreshes only while the person is signed in.</summary>
    public static RelyingParty OnlineApp(Uri issuer, params Uri[] nodes) =>
        new(issuer, "online-app", Secret, "http://localhost:9103/callback", "openid profile", nodes);

    /// <summary>A shop that has payments approved (RFC 9396), and that calls two APIs.</summary>
    public static RelyingParty Merchant(Uri issuer, params Uri[] nodes) =>
        new(issuer, "merchant", Secret, "http://localhost:9107/callback", "openid payments offline_access", nodes);

    /// <summary>The server of <see cref="PaymentsApi"/>, which calls the ledger on behalf of whoever pays (RFC 8693).</summary>
    public static RelyingParty PaymentsServer(Uri issuer, params Uri[] nodes) => new(issuer, "payments-server", Secret, "", "payments settle", nodes);

    /// <summary>One payment, as the example of RFC 9396 §2 has it.</summary>
    public const string Payment = """[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}]""";

    /// <summary>A public client whose lost answers may be fetched again for ten minutes.</summary>
    public static RelyingParty PatientApp(Uri issuer, params Uri[] nodes) =>
        new(issuer, "patient-app", null, "http://localhost:9104/callback", "openid offline_access", nodes);

    /// <summary>A native application that listens on whatever port is free (RFC 8252 §7.3).</summary>
    public static RelyingParty NativeApp(Uri issuer, params Uri[] nodes) =>
        new(issuer, "native-app", null, "http://127.0.0.1/callback", "openid offline_access", nodes);

    /// <summary>A public application on a device without a keyboard (RFC 8628).</summary>
    public static RelyingParty Television(Uri issuer, params Uri[] nodes) => new(issuer, "television", null, "", "openid profile offline_access payments", nodes);

    /// <summary>The same with a secret.</summary>
    public static RelyingParty Kiosk(Uri issuer, params Uri[] nodes) => new(issuer, "kiosk", Secret, "", "openid profile", nodes);

    /// <summary>An application that asks for people who are elsewhere, and polls (CIBA).</summary>
    public static RelyingParty CallCentre(Uri issuer, params Uri[] nodes) => new(issuer, "call-centre", Secret, "", "openid profile payments", nodes);

    /// <summary>Another one, which signs what it asks with its key for ES256.</summary>
    public static RelyingParty SignedDesk(Uri issuer, params Uri[] nodes) => new(issuer, "signed-desk", OtherSecret, "", "openid", nodes);

    /// <summary>Registered with lifetimes of its own, and with the freshness that it wants.</summary>
    public static RelyingParty HastyApp(Uri issuer, params Uri[] nodes) =>
        new(issuer, "hasty-app", Secret, "http://localhost:9105/callback", "openid", nodes);

    /// <summary>A public client whose tokens, refresh tokens included, are bound to its DPoP key.</summary>
    public static RelyingParty DpopApp(Uri issuer, params Uri[] nodes) =>
        new(issuer, "dpop-app", null, "http://localhost:9107/callback", "openid email offline_access", nodes) { Dpop = DpopKey.Generate() };

    /// <summary>A confidential client whose access tokens are bound to a DPoP key.</summary>
    public static RelyingParty DpopPortal(Uri issuer, params Uri[] nodes) =>
        new(issuer, "dpop-portal", Secret, "http://localhost:9108/callback", "openid offline_access payments", nodes) { Dpop = DpopKey.Generate() };

    /// <summary>An application whose ID tokens are signed with this algorithm, and that signs its own assertions with it.</summary>
    public static RelyingParty Signing(string algorithm, Uri issuer, params Uri[] nodes) =>
        new(issuer, "signing-" + algorithm, null, "http://localhost:9106/callback", "openid", nodes);

    public static string Provisioning => With();

    /// <summary>The installation with further clients, each a JSON object.</summary>
    public static string With(params string[] clients)
    {
        var document = JsonNode.Parse(Document)!.AsObject();
        foreach (var client in clients.Concat(ClientAlgorithms.Select(SigningClient)))
            document["clients"]!.AsArray().Add(JsonNode.Parse(client));
        return document.ToJsonString();
    }

    /// <summary>The key set that a client registers for its key.</summary>
    public static string Jwks(SigningKey key)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            key.PublicKey.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string SigningClient(string algorithm) => $$"""
        { "client_id": "signing-{{algorithm}}", "redirect_uris": ["http://localhost:9106/callback"],
          "grant_types": ["authorization_code", "client_credentials"], "scope": "openid payments", "consent": "implicit",
          "id_token_signed_response_alg": "{{OfAnswers(algorithm)}}", "authorization_signed_response_alg": "{{OfAnswers(algorithm)}}", "token_endpoint_auth_method": "private_key_jwt", "jwks": {{Jwks(ClientKeys[algorithm])}} }
        """;

    // RFC 9864: a client may sign with a name that this provider does not sign under itself.
    private static string OfAnswers(string algorithm) => Algorithms.Contains(algorithm) ? algorithm : "EdDSA";

    private static string Document => $$"""
        {
          "scopes": [
            { "name": "payments", "display_name": "Make payments", "resources": ["{{PaymentsApi}}"], "claims": ["customer_id"] },
            { "name": "settle", "display_name": "Settle payments", "resources": ["{{PaymentsApi}}", "{{LedgerApi}}"] },
            { "name": "ledger", "display_name": "Read the ledger", "resources": ["{{LedgerApi}}"] }
          ],
          "clients": [
            { "client_id": "portal", "client_secret": "{{Secret}}", "client_name": "Payments portal",
              "redirect_uris": ["http://localhost:9100/callback", "http://localhost:9100/with?fixed=1"],
              "post_logout_redirect_uris": ["http://localhost:9100/signed-out", "http://localhost:9100/signed-out?from=portal"],
              "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "scope": "openid profile email phone address offline_access payments ledger",
              "token_endpoint_auth_method": "client_secret_basic", "consent": "implicit" },
            { "client_id": "browser-app", "client_name": "Browser app", "redirect_uris": ["http://localhost:9101/callback"],
              "post_logout_redirect_uris": ["http://localhost:9101/signed-out"],
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access", "token_endpoint_auth_method": "none", "consent": "implicit" },
            { "client_id": "budget", "client_secret": "{{OtherSecret}}", "client_name": "Budget planner", "redirect_uris": ["http://localhost:9102/callback"],
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid email profile offline_access", "token_endpoint_auth_method": "client_secret_basic" },
            { "client_id": "online-app", "client_secret": "{{Secret}}", "redirect_uris": ["http://localhost:9103/callback"], "online_refresh": true,
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile offline_access", "consent": "implicit" },
            { "client_id": "patient-app", "redirect_uris": ["http://localhost:9104/callback"], "refresh_retry_seconds": 600,
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access", "token_endpoint_auth_method": "none", "consent": "implicit" },
            { "client_id": "native-app", "application_type": "native", "redirect_uris": ["http://127.0.0.1/callback"],
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access", "token_endpoint_auth_method": "none", "consent": "implicit" },
            { "client_id": "hasty-app", "client_secret": "{{Secret}}", "redirect_uris": ["http://localhost:9105/callback"], "scope": "openid", "consent": "implicit",
              "access_token_lifetime": 120, "id_token_lifetime": 90, "default_max_age": 300 },
            { "client_id": "television", "client_name": "Living room television", "application_type": "native", "response_types": [],
              "grant_types": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"], "scope": "openid profile email offline_access payments ledger", "token_endpoint_auth_method": "none" },
            { "client_id": "kiosk", "client_secret": "{{Secret}}", "client_name": "Branch kiosk", "response_types": [],
              "grant_types": ["urn:ietf:params:oauth:grant-type:device_code"], "scope": "openid profile", "default_acr_values": ["urn:pse-identity:acr:mfa"] },
            { "client_id": "call-centre", "client_secret": "{{Secret}}", "client_name": "Call centre", "response_types": [], "backchannel_token_delivery_mode": "poll",
              "grant_types": ["urn:openid:params:grant-type:ciba", "refresh_token"], "scope": "openid profile email offline_access payments ledger" },
            { "client_id": "signed-desk", "client_secret": "{{OtherSecret}}", "client_name": "Signed desk", "response_types": [], "backchannel_token_delivery_mode": "poll",
              "grant_types": ["urn:openid:params:grant-type:ciba"], "scope": "openid", "backchannel_authentication_request_signing_alg": "ES256", "jwks": {{Jwks(ClientKeys["ES256"])}} },
            { "client_id": "merchant", "client_secret": "{{Secret}}", "client_name": "Merchant A", "redirect_uris": ["http://localhost:9107/callback"],
              "grant_types": ["authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"], "scope": "openid email offline_access payments ledger settle",
              "authorization_details_types": ["payment_initiation"], "consent": "implicit" },
            { "client_id": "payments-server", "client_secret": "{{Secret}}", "grant_types": ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
              "response_types": [], "scope": "payments settle", "resources": ["{{PaymentsApi}}"] },
            { "client_id": "service", "client_secret": "{{Secret}}", "client_name": "Settlement", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_basic" },
            { "client_id": "{{OddClient}}", "client_secret": {{JsonSerializer.Serialize(OddSecret)}}, "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments" },
            { "client_id": "dpop-app", "redirect_uris": ["http://localhost:9107/callback"], "dpop_bound_access_tokens": true,
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid email offline_access", "token_endpoint_auth_method": "none", "consent": "implicit" },
            { "client_id": "dpop-portal", "client_secret": "{{Secret}}", "redirect_uris": ["http://localhost:9108/callback"], "dpop_bound_access_tokens": true,
              "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "scope": "openid offline_access payments", "consent": "implicit" },
            { "client_id": "post-service", "client_secret": "{{Secret}}", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_post" },
            { "client_id": "mac-service", "client_secret": "{{LongSecret}}", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_jwt" }
          ],
          "initial_access_tokens": [
            { "name": "anything", "token": "{{InitialAccess}}" },
            { "name": "policed", "token": "{{PolicedAccess}}", "policy": {
                "defaults": { "client_uri": "https://default.example" }, "force": { "consent": "implicit", "default_max_age": 600 },
                "allow": { "scope": "openid email", "grant_types": ["authorization_code"], "redirect_uri_hosts": ["newcomer.example"], "token_endpoint_auth_methods": ["client_secret_basic", "none"] } } },
            { "name": "decoupled", "token": "{{DecoupledAccess}}", "policy": { "allow": { "grant_types": ["urn:openid:params:grant-type:ciba"] } } },
            { "name": "twice", "token": "{{TwiceAccess}}", "uses": 2 },
            { "name": "expired", "token": "{{ExpiredAccess}}", "expires_at": 1000000000 }
          ],
          "organizations": [ { "name": "strict", "display_name": "Strict", "policy": { "require_second_factor": true } } ],
          "users": [
            { "preferred_username": "ingrid", "email": "ingrid@example.com", "email_verified": true, "name": "Ingrid Ray", "password": "{{Password}}", "organization": "strict" },
            { "preferred_username": "alice", "customer_id": "C-1001", "email": "alice@example.com", "email_verified": true, "given_name": "Alice", "family_name": "Doe",
              "name": "Alice Doe", "middle_name": "Maria", "nickname": "Al", "profile": "https://people.example/alice", "picture": "https://people.example/alice.png",
              "website": "https://alice.example", "gender": "female", "birthdate": "1990-02-28", "zoneinfo": "Europe/Paris", "locale": "en-GB",
              "phone_number": "+15550100", "phone_number_verified": true,
              "address": { "street_address": "1 Main Street", "locality": "Springfield", "postal_code": "12345", "country": "US" },
              "password": "{{Password}}", "roles": ["administrator"] },
            { "preferred_username": "bob", "email": "bob@example.com", "email_verified": true, "name": "Bob Roe", "password": "{{Password}}", "totp_secret": "{{TotpSecret}}" },
            { "preferred_username": "carol", "email": "carol@example.com", "email_verified": true, "name": "Carol Poe", "password": "{{Password}}", "must_change_password": true },
            { "preferred_username": "dora", "email": "dora@example.com", "email_verified": true, "name": "Dora Low", "password": "{{Password}}" }
          ]
        }
        """;
}
