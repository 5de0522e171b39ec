using NUnit.Framework;

namespace PseIdentity.Browser.Tests;

/// <summary>The watch over the Content-Security-Policy sees something, or its silence would mean nothing.</summary>
public sealed class FaultsTests : Journey
{
    [Test]
    public async Task What_the_policy_of_a_page_stops_is_noticed([Values] bool javaScript)
    {
        var visitor = await ComesAsync(new Variant(1280, javaScript));
        await visitor.GoAsync(Demo.Provider, "/help");
        await visitor.IsOnAsync("help");
        Assert.That(visitor.Faults.Found, Is.Empty);

        var complaint = visitor.Context.WaitForConsoleMessageAsync();
        await visitor.Page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<img alt=\"\" src=\"http://127.0.0.1:9/elsewhere.png\">')");
        await complaint;

        Assert.That(visitor.Faults.Found, Has.Some.Contains("Content Security Policy"));
        visitor.Faults.Forget();
    }
}
