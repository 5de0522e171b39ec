using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Server.Tests;

/// <summary>A text message as the gateway got it.</summary>
internal sealed record ReceivedText(string To, string Text, string Authorization)
{
    public string Code => SmsReceiver.CodeIn(Text);
}

/// <summary>The gateway for text messages: the network's far end.</summary>
internal sealed partial class SmsReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;
    private readonly Channel<ReceivedText> arrived = Channel.CreateUnbounded<ReceivedText>();
    private readonly SemaphoreSlim asked = new(0);

    public SmsReceiver()
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
    public int Status { get; set; } = 202;

    /// <summary>What a provider is told about it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Sms:Url"] = Address + "messages",
        ["Sms:Authorization"] = "Bearer gateway-key",
        ["Network:AllowedHosts"] = Address.Authority,
    };

    /// <summary>The next one to this number, waited for; others are left out.</summary>
    public async Task<ReceivedText> NextAsync(string to)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
            if (await arrived.Reader.ReadAsync(patience.Token) is var text && text.To == to)
                return text;
    }

    /// <summary>Waits for a message, whatever the answer to it was.</summary>
    public async Task IsAskedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await asked.WaitAsync(patience.Token);
    }

    /// <summary>Whether a message to this number has arrived.</summary>
    public bool Has(string to)
    {
        while (arrived.Reader.TryRead(out var text))
            if (text.To == to)
                return true;
        return false;
    }

    public static string CodeIn(string text) => Six().Match(text).Value;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        asked.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonDocument.ParseAsync(context.Request.Body);
        context.Response.StatusCode = Status;
        if (Status < 300)
            arrived.Writer.TryWrite(new(body.RootElement.GetProperty("to").GetString()!, body.RootElement.GetProperty("text").GetString()!, context.Request.Headers.Authorization.ToString()));
        asked.Release();
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex Six();
}
