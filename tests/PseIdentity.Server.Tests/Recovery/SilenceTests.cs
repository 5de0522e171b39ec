using System.Text.RegularExpressions;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Nobody learns whether an account exists.</summary>
internal sealed partial class SilenceTests : RecoveryPages
{
    [TestCase("username", "dora@example.com", "nora@example.com")]
    [TestCase("password", "dora", "nora")]
    [TestCase("unlock", "dora", "nora")]
    [TestCase("password", "erin", "orin", Description = "no verified address")]
    public async Task Known_and_unknown_names_get_the_same_answer_byte_for_byte(string way, string known, string unknown)
    {
        using var first = await AskAsync(way, known);
        using var second = await AskAsync(way, unknown);

        Assert.That(second.Status, Is.EqualTo(first.Status));
        Assert.That(Shape(second), Is.EqualTo(Shape(first)));
        Assert.That(second.Address.AbsolutePath, Is.EqualTo(first.Address.AbsolutePath));
    }

    [Test]
    public async Task A_wrong_code_is_answered_alike()
    {
        using var first = await AskAsync("password", "dora");
        using var second = await AskAsync("password", "nora");
        await first.PressAsync("recover-submit", ("code", "12345678"));
        await second.PressAsync("recover-submit", ("code", "12345678"));

        Assert.That(Shape(second), Is.EqualTo(Shape(first)));
    }

    [Test]
    public async Task Too_many_requests_for_one_name_are_answered_alike_and_send_nothing()
    {
        foreach (var name in new[] { "dora", "nora" })
            for (var i = 0; i < 6; i++)
                (await AskAsync("password", name)).Dispose();
        using var first = await AskAsync("password", "dora");
        using var second = await AskAsync("password", "nora");

        Assert.That(Shape(second), Is.EqualTo(Shape(first)));
        for (var i = 0; i < 5; i++)
            await inbox.NextAsync("/recover/password", "dora@example.com");
        await AskAsync("username", "dora@example.com");
        await inbox.NextAsync("names of your accounts", "dora@example.com");
        Assert.That(inbox.Has("/recover/password"), Is.False);
    }

    // Antiforgery tokens, handles and hashes of files differ from page to page.
    private static string Shape(HttpBrowser browser)
    {
        foreach (var input in browser.Page.QuerySelectorAll("input[type=hidden]"))
            input.RemoveAttribute("value");
        return Handle().Replace(browser.Page.DocumentElement.OuterHtml, "");
    }

    [GeneratedRegex(@"(?:pending|request|link)=[\w%-]+")]
    private static partial Regex Handle();
}
