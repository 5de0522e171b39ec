using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>A tab of a browser, one request at a time, with the oracle looking on.</summary>
internal sealed class Tab(Visitor visitor, HttpBrowser http, Oracle oracle, RelyingParty probe, FakeTimeProvider clock) : IDisposable
{
    public Visitor Visitor { get; } = visitor;

    public HttpBrowser Http { get; } = http;

    /// <summary>The request that its page is about.</summary>
    public Asked? Asked => oracle.Of(Http.Address);

    public Task GoAsync(string path) => DoAsync(() => Http.GoAsync(path));

    public Task GoAsync(Uri address) => DoAsync(() => Http.GoAsync(address));

    public Task PressAsync(string button, params (string Field, string Value)[] values) => DoAsync(() => Http.PressAsync(button, values));

    public Task PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => DoAsync(() => Http.PostAsync(path, fields));

    public Task FollowAsync() => DoAsync(Http.FollowAsync);

    public Task ReloadAsync() => DoAsync(Http.ReloadAsync);

    public void Dispose() => Http.Dispose();

    private async Task DoAsync(Func<Task> step)
    {
        // Nothing happens at the same moment as another thing.
        clock.Advance(TimeSpan.FromMilliseconds(10));
        var before = Visitor.Session;
        await step();
        Asked? asked = null;
        foreach (var hop in Http.Hops)
            asked = oracle.See(Visitor, hop, Http, clock.GetUtcNow());
        if (Http.Left is { } left)
            await JudgeAnswerAsync(asked ?? throw new InterleavingException("Nobody asked."), left);
        else if (Visitor.Session is { } session && !ReferenceEquals(session, before))
            await JudgeSessionAsync();
        if (Http.PageName is not null && Http.Ahead is null && !LeadsOn())
            throw new InterleavingException($"Nothing leads on from {Http.PageName}: {Http.TextOf("main")}");
    }

    private async Task JudgeAnswerAsync(Asked asked, Uri left)
    {
        var answer = left.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);
        oracle.Leave(asked, answer, clock.GetUtcNow());
        if (answer.TryGetValue("code", out var code))
            await RedeemAsync(asked.Client!, code, asked.Verifier, asked.Nonce);
    }

    // An application that asks whether somebody is signed in hears of the session as it is.
    private async Task JudgeSessionAsync()
    {
        using var beside = Http.TabBeside();
        await beside.GoAsync(probe.AuthorizeQuery(("prompt", "none")));
        if (!probe.Answer(beside).TryGetValue("code", out var code))
            throw new InterleavingException("Nobody is signed in, says prompt=none.");
        await RedeemAsync(probe, code, probe.Verifier, probe.Nonce);
    }

    private async Task RedeemAsync(RelyingParty client, string code, string verifier, string nonce)
    {
        var tokens = await client.RedeemAsync(code, ("code_verifier", verifier));
        if (tokens.Status != 200)
            throw new InterleavingException("The code is worth nothing: " + tokens.Body);
        oracle.Judge(Visitor, tokens.IdToken, nonce);
    }

    // A form or a link in the page itself; the foot is on every page.
    private bool LeadsOn() => Http.Page.QuerySelector("main form button[type=submit], main a[href]:not([href^='#'])") is not null;
}
