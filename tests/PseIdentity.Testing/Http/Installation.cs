namespace PseIdentity.Testing.Http;

/// <summary>The installation that tests over HTTP run against: one client of each kind, and three people.</summary>
public static class Installation
{
    public const string Password = "Correct-Horse-7-Battery";
    public const string TotpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    public const string Secret = "a-secret-of-more-than-32-characters-00";
    public const string OtherSecret = "another-secret-of-over-32-characters-1";

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

    public static string Provisioning { get; } = $$"""
        {
          "scopes": [
            { "name": "payments", "display_name": "Make payments", "resources": ["https://api.payments.example"], "claims": ["customer_id"] },
            { "name": "ledger", "display_name": "Read the ledger", "resources": ["https://ledger.example"] }
          ],
          "clients": [
            { "client_id": "portal", "client_secret": "{{Secret}}", "client_name": "Payments portal",
              "redirect_uris": ["http://localhost:9100/callback", "http://localhost:9100/with?fixed=1"],
              "post_logout_redirect_uris": ["http://localhost:9100/signed-out"],
              "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "scope": "openid profile email phone address offline_access payments ledger",
              "token_endpoint_auth_method": "client_secret_basic", "consent": "implicit" },
            { "client_id": "browser-app", "client_name": "Browser app", "redirect_uris": ["http://localhost:9101/callback"],
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access", "token_endpoint_auth_method": "none", "consent": "implicit" },
            { "client_id": "budget", "client_secret": "{{OtherSecret}}", "client_name": "Budget planner", "redirect_uris": ["http://localhost:9102/callback"],
              "grant_types": ["authorization_code", "refresh_token"], "scope": "openid email offline_access", "token_endpoint_auth_method": "client_secret_basic" },
            { "client_id": "service", "client_secret": "{{Secret}}", "client_name": "Settlement", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_basic" },
            { "client_id": "post-service", "client_secret": "{{Secret}}", "grant_types": ["client_credentials"], "response_types": [],
              "scope": "payments", "token_endpoint_auth_method": "client_secret_post" }
          ],
          "users": [
            { "preferred_username": "alice", "customer_id": "C-1001", "email": "alice@example.com", "email_verified": true, "given_name": "Alice", "family_name": "Doe",
              "name": "Alice Doe", "password": "{{Password}}", "roles": ["administrator"] },
            { "preferred_username": "bob", "email": "bob@example.com", "email_verified": true, "name": "Bob Roe", "password": "{{Password}}", "totp_secret": "{{TotpSecret}}" },
            { "preferred_username": "carol", "email": "carol@example.com", "email_verified": true, "name": "Carol Poe", "password": "{{Password}}", "must_change_password": true }
          ]
        }
        """;
}
