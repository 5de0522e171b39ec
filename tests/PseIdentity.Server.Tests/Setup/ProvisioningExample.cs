using System.Text.Json.Nodes;

namespace PseIdentity.Server.Tests.Setup;

/// <summary>The provisioning file that the contract shows: valid as it stands; a test breaks one thing.</summary>
internal static class ProvisioningExample
{
    public static JsonObject New() => JsonNode.Parse("""
        {
          "scopes": [ { "name": "payments", "display_name": "Make payments", "resources": ["https://api.payments.example"], "claims": ["customer_id"] } ],
          "clients": [ {
            "client_id": "payments-portal", "client_secret": "at-least-32-random-characters-here-00", "client_name": "Payments portal",
            "redirect_uris": ["http://localhost:5401/signin-oidc"], "post_logout_redirect_uris": ["http://localhost:5401/signed-out"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "scope": "openid profile email offline_access payments",
            "token_endpoint_auth_method": "client_secret_basic", "backchannel_logout_uri": "http://localhost:5401/backchannel-logout",
            "consent": "implicit", "security_profile": "baseline" } ],
          "users": [ {
            "preferred_username": "alice", "customer_id": "C-1001", "email": "alice@example.com", "email_verified": true, "given_name": "Alice", "family_name": "Doe",
            "phone_number": "+15550100", "phone_number_verified": true, "password": "Correct-Horse-7-Battery", "roles": ["administrator"],
            "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "must_change_password": false, "organization": "acme" } ],
          "organizations": [ { "name": "acme", "display_name": "Acme Ltd", "domains": ["acme.example"], "identity_provider": "acme-login",
            "policy": { "require_second_factor": false, "password_max_age_days": 0, "lockout_failures": 5, "lockout_minutes": 15 } } ],
          "identity_providers": [ { "name": "acme-login", "display_name": "Acme", "protocol": "oidc", "authority": "http://localhost:5402",
            "client_id": "pse-identity", "client_secret": "a-secret", "scopes": ["openid", "profile", "email"],
            "claim_mappings": { "email": "email" }, "provisioning": "create" } ]
        }
        """)!.AsObject();

    public static JsonObject Client(this JsonObject document) => document["clients"]![0]!.AsObject();

    public static JsonObject User(this JsonObject document) => document["users"]![0]!.AsObject();
}
