using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A handle has one spelling: every other is refused, and does not burn the real one.</summary>
internal sealed class HandleTests : ProviderFixture
{
    public static IEnumerable<TestCaseData> Spellings()
    {
        yield return new TestCaseData((Func<string, string>)(h => h + "=")).SetArgDisplayNames("padding");
        yield return new TestCaseData((Func<string, string>)(h => h + " ")).SetArgDisplayNames("a space behind");
        yield return new TestCaseData((Func<string, string>)(h => " " + h)).SetArgDisplayNames("a space before");
        yield return new TestCaseData((Func<string, string>)(h => h + "\n")).SetArgDisplayNames("a newline");
        yield return new TestCaseData((Func<string, string>)(h => h.Insert(h.Length / 2, " "))).SetArgDisplayNames("a space inside");
        yield return new TestCaseData((Func<string, string>)(h => Change(h, 0))).SetArgDisplayNames("another first character");
        yield return new TestCaseData((Func<string, string>)(h => Change(h, h.Length / 2))).SetArgDisplayNames("another character in the middle");
        yield return new TestCaseData((Func<string, string>)(h => Change(h, h.Length - 1))).SetArgDisplayNames("another last character");
        yield return new TestCaseData((Func<string, string>)(h => h[..^1])).SetArgDisplayNames("one character less");
        yield return new TestCaseData((Func<string, string>)(h => h + "A")).SetArgDisplayNames("one character more");
    }

    [TestCaseSource(nameof(Spellings))]
    public async Task A_code_in_another_spelling_is_refused_and_the_real_one_still_works(Func<string, string> respell)
    {
        var scenes = new Scenes(Issuer);
        var code = await scenes.CodeAsync(scenes.Portal);

        Assert.That((await scenes.Portal.RedeemAsync(respell(code))).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await scenes.Portal.RedeemAsync(code)).Status, Is.EqualTo(200));
        Assert.That((await scenes.Portal.RedeemAsync(respell(code))).Error, Is.EqualTo("invalid_grant"), "nor afterwards");
    }

    [TestCaseSource(nameof(Spellings))]
    public async Task A_refresh_token_in_another_spelling_is_refused_and_the_real_one_still_works(Func<string, string> respell)
    {
        var scenes = new Scenes(Issuer);
        var token = (await scenes.TokensAsync(scenes.Portal)).RefreshToken;

        Assert.That((await scenes.Portal.RefreshAsync(respell(token))).Error, Is.EqualTo("invalid_grant"));
        Assert.That((await scenes.Portal.RefreshAsync(token)).Status, Is.EqualTo(200));
    }

    [TestCaseSource(nameof(Spellings))]
    public async Task A_pending_request_in_another_spelling_shows_the_expired_page(Func<string, string> respell)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(Installation.Portal(Issuer).AuthorizeQuery());
        var pending = System.Web.HttpUtility.ParseQueryString(browser.Address.Query)["pending"]!;

        await browser.GoAsync("/authorize/resume?pending=" + Uri.EscapeDataString(respell(pending)));

        Assert.That(browser.PageName, Is.EqualTo("expired"));
        Assert.That(browser.Left, Is.Null);
    }

    [Test]
    public async Task A_pending_request_of_another_browser_shows_the_expired_page()
    {
        using var mine = new HttpBrowser(Issuer);
        using var stolen = new HttpBrowser(Issuer);
        await mine.GoAsync(Installation.Portal(Issuer).AuthorizeQuery());
        await stolen.GoAsync(Installation.Portal(Issuer).AuthorizeQuery());

        await stolen.GoAsync(mine.Address);

        Assert.That(stolen.PageName, Is.EqualTo("expired"));
    }

    private static string Change(string handle, int at) => handle[..at] + (handle[at] == 'A' ? 'B' : 'A') + handle[(at + 1)..];
}
