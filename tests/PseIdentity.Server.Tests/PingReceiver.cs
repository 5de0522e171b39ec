using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Server.Tests;

/// <summary>What arrived at a client's notification address.</summary>
internal sealed record ReceivedPing(string Authorization, string? ContentType, string Body);

/// <summary>The far end of CIBA's ping.</summary>
internal sealed class PingReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;
    private readonly Channel<ReceivedPing> arrived = Channel.CreateUnbounded<ReceivedPing>();

    public PingReceiver()
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

    /// <summary>What it answers from now on.</summary>
    public int Status { get; set; } = 204;

    /// <summary>The next one, waited for.</summary>
    public async Task<ReceivedPing> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await arrived.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        arrived.Writer.TryWrite(new(context.Request.Headers.Authorization.ToString(), context.Request.ContentType, await body.ReadToEndAsync()));
        context.Response.StatusCode = Status;
        if (Status is >= 300 and < 400)
            context.Response.Headers.Location = "/redirected";
    }
}
