using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>The gateway that takes the provider's text messages, on this machine.</summary>
internal sealed class TextGateway : IAsyncDisposable
{
    private const string Authorization = "Bearer text-messages-of-the-tests";

    private readonly WebApplication app;

    private TextGateway(WebApplication app) => this.app = app;

    public Inbox Inbox { get; } = new();

    /// <summary>What the provider has to be told, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Sms__Url"] = app.Urls.Single() + "/messages",
        ["Sms__Authorization"] = Authorization,
        // The demo itself names the first ones.
        ["Network__AllowedHosts__9"] = new Uri(app.Urls.Single()).Authority,
    };

    public static async Task<TextGateway> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = new TextGateway(builder.Build());
        gateway.app.MapPost("/messages", gateway.TakeAsync);
        await gateway.app.StartAsync();
        return gateway;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != Authorization)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using var message = await JsonDocument.ParseAsync(context.Request.Body);
        Inbox.Add(message.RootElement.GetProperty("to").GetString()!, message.RootElement.GetProperty("text").GetString()!);
    }
}
