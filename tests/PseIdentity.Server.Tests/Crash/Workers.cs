using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Crash;

/// <summary>Clients that keep the provider busy until it dies, and remember what it has told them.</summary>
internal sealed class Workers(Uri issuer, HttpBrowser browser)
{
    /// <summary>The chains of refresh tokens that go on from one life of the provider to the next.</summary>
    public List<RefreshChain> Chains { get; } = [];

    /// <summary>All at once; each ends when it gets no answer any more.</summary>
    public Task RunAsync(Acknowledged acknowledged) => Task.WhenAll(
    [
        .. Chains.Select(chain => UntilDeathAsync(() => chain.RefreshAsync(acknowledged))),
        .. Enumerable.Range(0, 2).Select(_ => UntilDeathAsync(() => RedeemAsync(acknowledged))),
        .. Enumerable.Range(0, 2).Select(_ => UntilDeathAsync(() => RevokeAsync(acknowledged))),
    ]);

    /// <summary>A new chain, which starts with a code of the live session.</summary>
    public async Task<RefreshChain> NewChainAsync()
    {
        var app = Installation.PatientApp(issuer);
        return new RefreshChain(app, (await app.RedeemAsync((await AskAsync(app))["code"])).RefreshToken);
    }

    private async Task RedeemAsync(Acknowledged acknowledged)
    {
        using var portal = Installation.Portal(issuer);
        var code = (await AskAsync(portal))["code"];
        var answer = await portal.RedeemAsync(code);
        if (answer.Status != 200)
            throw new InvalidOperationException($"A fresh code was refused: {answer.Body}");
        acknowledged.Redemptions.Add(new(code, portal.Verifier, answer.RefreshToken));
        acknowledged.Count();
    }

    private async Task RevokeAsync(Acknowledged acknowledged)
    {
        using var portal = Installation.Portal(issuer);
        var token = (await portal.RedeemAsync((await AskAsync(portal))["code"])).RefreshToken;
        var answer = await portal.RevokeAsync(token);
        if (answer.Status != 200)
            throw new InvalidOperationException($"A revocation was refused: {answer.Body}");
        acknowledged.Revocations.Add(token);
        acknowledged.Count();
    }

    // The browser is one for all; what it shows is not.
    private async Task<Dictionary<string, string>> AskAsync(RelyingParty party)
    {
        using var own = new HttpBrowser(issuer);
        foreach (var (name, value) in browser.Cookies)
            own.SetCookie(name, value);
        return await party.AskAsync(own);
    }

    private static async Task UntilDeathAsync(Func<Task> work)
    {
        try
        {
            while (true)
                await work();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The provider is gone.
        }
    }
}

/// <summary>The refresh tokens of one grant of a public client, as its owner knows them.</summary>
internal sealed class RefreshChain(RelyingParty app, string first)
{
    private readonly List<string> tokens = [first];

    /// <summary>The last one that was received.</summary>
    public string Current => tokens[^1];

    /// <summary>Tokens that were replaced, oldest first; the last two may still be within the time for lost answers.</summary>
    public IReadOnlyList<string> Replaced => tokens[..^1];

    public async Task RefreshAsync(Acknowledged? acknowledged = null)
    {
        var answer = await app.RefreshAsync(Current);
        if (answer.Status != 200)
            throw new InvalidOperationException($"The refresh token that was received last was refused: {answer.Body}");
        tokens.Add(answer.RefreshToken);
        acknowledged?.Count();
    }

    public Task<TokenAnswer> TryAsync(string token) => app.RefreshAsync(token);
}
