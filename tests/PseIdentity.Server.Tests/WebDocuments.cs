using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Server.Tests;

/// <summary>What a web server of somebody else answers at a path.</summary>
internal sealed record WebDocument(string Body)
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    public string? CacheControl { get; init; }

    public string? Location { get; init; }
}

/// <summary>The far end of what the provider fetches: documents on a socket of their own, and how often each was asked for.</summary>
internal sealed class WebDocuments : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, WebDocument> documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);

    public WebDocuments()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
        app.Start();
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public string Url(string path) => new Uri(Address, path).ToString();

    /// <summary>Puts a document there; null takes it away.</summary>
    public void Put(string path, WebDocument? document)
    {
        if (document is null)
            documents.TryRemove(path, out _);
        else
            documents[path] = document;
    }

    public int TimesAsked(string path) => asked.GetValueOrDefault(path);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        if (!documents.TryGetValue(path, out var document))
        {
            context.Response.StatusCode = 404;
            return;
        }
        context.Response.StatusCode = document.Status;
        context.Response.ContentType = document.ContentType;
        if (document.CacheControl is { } cache)
            context.Response.Headers.CacheControl = cache;
        if (document.Location is { } location)
            context.Response.Headers.Location = location;
        await context.Response.WriteAsync(document.Body);
    }
}
