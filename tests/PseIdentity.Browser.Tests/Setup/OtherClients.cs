using System.Text.Json.Nodes;
using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>Clients for whom a person decides: a television, a call centre, and a shop that has payments approved.</summary>
internal static class OtherClients
{
    /// <summary>The browser app with access tokens that are renewed three seconds after they came: a minute before they end.</summary>
    public const string HastyBrowserApp = "hasty-browser-app";

    private const string Secret = "other-clients-secret-of-over-32-characters";

    /// <summary>Registers them in a provisioning file.</summary>
    public static void AddTo(JsonObject file, TicketShop shop)
    {
        var clients = file["clients"]!.AsArray();
        var hasty = clients.Single(client => (string?)client!["client_id"] == "browser-app")!.DeepClone();
        hasty["client_id"] = HastyBrowserApp;
        hasty["access_token_lifetime"] = 63;
        clients.Add(hasty);
        clients.Add(new JsonObject
        {
            ["client_id"] = "television",
            ["client_name"] = "Living room television",
            ["application_type"] = "native",
            ["response_types"] = new JsonArray(),
            ["grant_types"] = new JsonArray(Decoupled.DeviceGrant),
            ["scope"] = "openid profile payments",
            ["token_endpoint_auth_method"] = "none",
        });
        clients.Add(new JsonObject
        {
            ["client_id"] = "call-centre",
            ["client_secret"] = Secret,
            ["client_name"] = "Call centre",
            ["response_types"] = new JsonArray(),
            ["grant_types"] = new JsonArray(Decoupled.CibaGrant),
            ["backchannel_token_delivery_mode"] = "poll",
            ["scope"] = "openid profile payments",
        });
        clients.Add(new JsonObject
        {
            ["client_id"] = "merchant",
            ["client_secret"] = Secret,
            ["client_name"] = "Lakeside Books",
            ["client_uri"] = new Uri(shop.Address, "/callback").ToString(),
            ["redirect_uris"] = new JsonArray(shop.Callback),
            ["grant_types"] = new JsonArray("authorization_code"),
            ["scope"] = "openid email phone payments",
            ["authorization_details_types"] = new JsonArray("payment_initiation"),
            ["consent"] = "explicit",
        });
    }

    /// <summary>A device without a keyboard (RFC 8628).</summary>
    public static RelyingParty Television(Uri provider) => new(provider, "television", null, "", "openid profile payments");

    /// <summary>Asks for people who are elsewhere (CIBA).</summary>
    public static RelyingParty CallCentre(Uri provider) => new(provider, "call-centre", Secret, "", "openid profile payments");

    /// <summary>Has payments approved (RFC 9396); its answers arrive at the ticket shop's address.</summary>
    public static RelyingParty Merchant(Uri provider, TicketShop shop) => new(provider, "merchant", Secret, shop.Callback, "openid");
}
