using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>
/// A third relying party, for requests that the portal never makes. It shows what it was sent, by GET or by POST,
/// and is another site than the provider (127.0.0.1, not localhost), so that browsers keep the two apart.
/// </summary>
internal sealed class TicketShop : IAsyncDisposable
{
    private const string Secret = "ticket-shop-secret-of-over-32-characters";
    private const string Scope = "openid profile email";

    private readonly WebApplication app;

    private TicketShop(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public string Callback => new Uri(Address, "/callback").ToString();

    public static async Task<TicketShop> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/callback", context => ShowAsync(context, context.Request.Query));
        app.MapPost("/callback", async context => await ShowAsync(context, await context.Request.ReadFormAsync()));
        await app.StartAsync();
        return new TicketShop(app);
    }

    /// <summary>Registers the shop in a provisioning file.</summary>
    public void AddTo(JsonObject file) => file["clients"]!.AsArray().Add(new JsonObject
    {
        ["client_id"] = "ticket-shop",
        ["client_secret"] = Secret,
        ["client_name"] = "Ticket shop",
        ["client_uri"] = Address.ToString(),
        ["policy_uri"] = new Uri(Address, "/privacy").ToString(),
        ["tos_uri"] = new Uri(Address, "/terms").ToString(),
        ["redirect_uris"] = new JsonArray(Callback),
        ["post_logout_redirect_uris"] = new JsonArray(new Uri(Address, "/callback").ToString()),
        ["grant_types"] = new JsonArray("authorization_code"),
        ["response_types"] = new JsonArray("code"),
        ["scope"] = Scope,
        ["token_endpoint_auth_method"] = "client_secret_basic",
        ["consent"] = "implicit",
    });

    /// <summary>One visit's half of the protocol.</summary>
    public RelyingParty At(Uri provider) => new(provider, "ticket-shop", Secret, Callback, Scope);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Task ShowAsync(HttpContext context, IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> sent)
    {
        var page = new StringBuilder($"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ticket shop</title><link rel="icon" href="data:,"></head>
            <body style="overflow-wrap: anywhere" data-page="ticket-shop" data-method="{context.Request.Method}"><h1>Ticket shop</h1><dl>
            """);
        foreach (var (name, value) in sent)
            page.Append(CultureInfo.InvariantCulture, $"<dt>{WebUtility.HtmlEncode(name)}</dt><dd id=\"{WebUtility.HtmlEncode(name)}\">{WebUtility.HtmlEncode(value)}</dd>");
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page.Append("</dl></body></html>").ToString());
    }
}
