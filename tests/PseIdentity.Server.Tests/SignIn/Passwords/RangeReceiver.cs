using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>A service of breached passwords with ranges, which knows one password.</summary>
internal sealed class RangeReceiver : IAsyncDisposable
{
    public const string Stolen = "gestohlen vor Jahren";

    private readonly WebApplication app;

    public RangeReceiver()
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

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public bool IsDown { get; set; }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path);
        if (IsDown || context.Request.Headers.UserAgent.Count == 0)
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(Stolen)));
        var prefix = context.Request.Path.Value?[^5..] ?? "";
        // More than the general limit of an answer, and padding with a count of zero, as the public service sends it.
        var lines = Enumerable.Range(0, 2_500).Select(i => $"{i:X35}:0");
        return context.Response.WriteAsync(string.Join("\r\n", hash.StartsWith(prefix, StringComparison.Ordinal) ? lines.Append(hash[5..] + ":17") : lines));
    }
}
