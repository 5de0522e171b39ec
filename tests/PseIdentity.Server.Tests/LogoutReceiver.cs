using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Server.Tests;

/// <summary>What arrived at a back-channel logout address.</summary>
internal sealed record ReceivedLogout(string Path, string Method, string? ContentType, IReadOnlyDictionary<string, string> Form)
{
    public string Token => Form["logout_token"];
}

/// <summary>The far end of back-channel logout: relying parties on a socket of their own, a path each.</summary>
internal sealed class LogoutReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;
    private readonly Channel<ReceivedLogout> arrived = Channel.CreateUnbounded<ReceivedLogout>();

    public LogoutReceiver()
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
    public int Status { get; set; } = 200;

    /// <summary>Until this is set to null again, requests are received and never answered.</summary>
    public TaskCompletionSource? Hang { get; set; }

    /// <summary>The next notice, waited for.</summary>
    public async Task<ReceivedLogout> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await arrived.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether something has arrived that nobody has looked at.</summary>
    public bool HasMore => arrived.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        Hang?.TrySetResult();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString()) : [];
        arrived.Writer.TryWrite(new(context.Request.Path, context.Request.Method, context.Request.ContentType, form));
        if (Hang is { } hang)
            await hang.Task.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = Status;
        if (Status is >= 300 and < 400)
            context.Response.Headers.Location = "/redirected";
    }
}
