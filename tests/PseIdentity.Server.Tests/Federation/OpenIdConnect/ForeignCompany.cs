using System.Diagnostics;
using System.Text.Json;
using PseIdentity.Server.Tests.Interop;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>A company whose provider is npm <c>oidc-provider</c> (<c>tests/interop/company.mjs</c>): whoever arrives is signed in at once.</summary>
internal sealed class ForeignCompany : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process node;

    private ForeignCompany(Process node, string issuer) => (this.node, Issuer) = (node, issuer);

    public string Issuer { get; }

    /// <param name="client">The one client that it knows: RFC 7591 metadata.</param>
    public static async Task<ForeignCompany> StartAsync(string account, object client)
    {
        var node = NodeScenario.Start("company", new { account, client });
        node.ErrorDataReceived += static (_, line) => TestContextLine(line.Data);
        node.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);
        var line = await node.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("company.mjs said nothing");
        return new ForeignCompany(node, JsonElement.Parse(line).GetProperty("issuer").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        node.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await node.WaitForExitAsync(patience.Token);
        node.Dispose();
    }

    private static void TestContextLine(string? line)
    {
        if (line is not null && !line.Contains("WARNING", StringComparison.Ordinal))
            NUnit.Framework.TestContext.Progress.WriteLine(line);
    }
}
