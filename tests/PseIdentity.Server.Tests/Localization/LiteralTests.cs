using System.Text;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;
using NUnit.Framework;
using PseIdentity.Server.Tests.SignIn;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>Every word of every page comes from the file of sentences: in a language that nobody speaks, no other word is left.</summary>
internal sealed class LiteralTests : SignInPages
{
    /// <summary>What is not ours to translate: names and words of operators, applications and people.</summary>
    private static readonly string[] Theirs = ["Make payments", "Settle payments", "Read the ledger", "PSE Identity"];

    // Names and addresses of people, codes, words in a language of their own.
    private const string Untranslated = "script, style, template, bdi, code, kbd, samp, datalist, [lang]:not(html), [aria-hidden=true], [translate=no]";

    protected override ProviderSetup Setup => base.Setup with
    {
        Change = builder => builder.Services.Replace(ServiceDescriptor.Singleton<IStringLocalizerFactory, PseudoLocalizer>()),
    };

    [Test]
    public async Task The_steps_of_a_sign_in_hold_no_word_of_their_own()
    {
        using var browser = await AtSignInAsync(Budget());
        LookAt(browser, "login");
        await TypeAsync(browser, "alice", "wrong");
        LookAt(browser, "login");
        await TypeAsync(browser, "carol");
        LookAt(browser, "change-password");
        await browser.PressAsync("start-again");
        await TypeAsync(browser, "bob");
        LookAt(browser, "second-factor");
        await browser.PressAsync("code-submit", ("code", "1"));
        LookAt(browser, "second-factor");
        await browser.PressAsync("code-submit", ("code", Code()));
        LookAt(browser, "consent");
    }

    [Test]
    public async Task The_pages_of_somebody_who_is_signed_in_hold_no_word_of_their_own()
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account");
        LookAt(browser, "login");
        await TypeAsync(browser, "alice");
        LookAt(browser, "account");
        await browser.GoAsync(Portal().AuthorizeQuery(("prompt", "select_account")));
        LookAt(browser, "select-account");
        await browser.GoAsync("/device");
        LookAt(browser, "device");
        await browser.GoAsync("/approve");
        LookAt(browser, "approve");
        await browser.GoAsync("/logout");
        LookAt(browser, "logout");
        await browser.PressAsync("logout-confirm");
        LookAt(browser, "logged-out");
    }

    [TestCase("/account", "account")]
    [TestCase("/account/security", "account-security")]
    [TestCase("/account/security/password", "account-password")]
    [TestCase("/account/security/totp", "account-totp")]
    [TestCase("/account/security/recovery-codes", "account-recovery-codes")]
    [TestCase("/account/sessions", "account-sessions")]
    [TestCase("/account/activity", "account-activity")]
    [TestCase("/account/apps", "account-apps")]
    [TestCase("/account/profile", "account-profile")]
    [TestCase("/account/profile/close", "account-close")]
    public async Task The_pages_of_ones_own_account_hold_no_word_of_their_own(string path, string page)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/account");
        await TypeAsync(browser, "alice");
        await browser.GoAsync(path);
        LookAt(browser, page);
    }

    [TestCase("/help", "help")]
    [TestCase("/logged-out", "logged-out")]
    [TestCase("/authorize?client_id=nobody", "error")]
    [TestCase("/login?pending=long-gone", "expired")]
    [TestCase("/setup?token=used", "setup")]
    [TestCase("/recover/username", "recover-username")]
    [TestCase("/recover/password", "recover-password")]
    [TestCase("/recover/unlock", "recover-unlock")]
    [TestCase("/account/locked", "account-locked")]
    [TestCase("/account/closed", "account-closed")]
    public async Task The_pages_for_everybody_hold_no_word_of_their_own(string path, string page)
    {
        using var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(path);
        LookAt(browser, page);
    }

    private static void LookAt(HttpBrowser browser, string page)
    {
        Assert.That(browser.PageName, Is.EqualTo(page));
        Assert.That(Literals(browser.Page), Is.Empty, $"{page} at {browser.Address.AbsolutePath}");
    }

    private static IEnumerable<string> Literals(IDocument page)
    {
        var spoken = page.QuerySelectorAll("[aria-label], [title], [alt], [placeholder], img, meter")
            .Where(element => element.Closest(Untranslated) is null)
            .SelectMany(element => new[] { "aria-label", "title", "alt", "placeholder" }.Select(name => element.GetAttribute(name) ?? "")).ToList();
        spoken.AddRange(page.QuerySelectorAll("[data-text-short], [data-text]").SelectMany(element => element.Attributes.Where(attribute => attribute.Name.StartsWith("data-text", StringComparison.Ordinal)).Select(attribute => attribute.Value)));
        spoken.Add(page.Title ?? "");
        var body = (IElement)page.Body!.Clone();
        foreach (var element in body.QuerySelectorAll(Untranslated).ToList())
            element.Remove();
        spoken.Add(body.TextContent);
        return spoken.Select(Outside).SelectMany(text => text.Split('\n', StringSplitOptions.TrimEntries)).Where(text => text.Any(char.IsLetter) && !Theirs.Contains(text, StringComparer.Ordinal));
    }

    // Brackets may stand within brackets: a sentence within a sentence.
    private static string Outside(string text)
    {
        var outside = new StringBuilder();
        var depth = 0;
        foreach (var letter in text)
        {
            depth += letter == '⟦' ? 1 : 0;
            if (depth == 0)
                outside.Append(letter);
            depth -= letter == '⟧' ? 1 : 0;
        }
        return outside.ToString();
    }
}
