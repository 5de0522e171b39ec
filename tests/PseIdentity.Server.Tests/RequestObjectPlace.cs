using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Server.Tests;

/// <summary>Where a client keeps request objects for us to fetch: a socket of its own.</summary>
internal sealed class RequestObjectPlace : IAsyncDisposable
{
    private readonly WebApplication app;
    private int asked;

    public RequestObjectPlace()
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

    /// <summary>What it answers, and of which type.</summary>
    public (string Content, string Type) Holds { get; set; } = ("", "text/plain");

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref asked);
        context.Response.ContentType = Holds.Type;
        return context.Response.WriteAsync(Holds.Content);
    }
}
