using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests;

/// <summary>A person in front of a browser: goes to pages, fills in fields and presses buttons by their ids, as the contract names them.</summary>
internal sealed partial class Visitor
{
    // Where the one that is looked for lies from the one in focus: here, further on, or back.
    private const string Way = """
        target => {
          const at = document.activeElement;
          if (at === target) return 0;
          return at && at !== document.body && at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 1;
        }
        """;

    public Visitor(IBrowserContext context, Variant variant, IPage page)
    {
        Variant = variant;
        Context = context;
        Page = page;
        Faults = new Faults(context);
    }

    public Variant Variant { get; }

    public IBrowserContext Context { get; }

    /// <summary>The tab in front.</summary>
    public IPage Page { get; private set; }

    public Faults Faults { get; }

    /// <summary>An element by its id.</summary>
    public ILocator this[string id] => Page.Locator($"#{id}");

    public ILocator Claim(string name) => Page.Locator($"[data-claim={name}]");

    public Task GoAsync(Uri address, string path = "/") => Page.GotoAsync(new Uri(address, path).ToString());

    public Task PressAsync(string id) => PressAsync(this[id]);

    /// <summary>A button, a link, or what opens more.</summary>
    public async Task PressAsync(ILocator pressed)
    {
        if (!Variant.Keyboard)
        {
            await pressed.ClickAsync();
            return;
        }
        var target = await pressed.EvaluateAsync<bool>("element => element.localName === 'details'") ? pressed.Locator("summary") : pressed;
        await TabToAsync(target);
        await target.PressAsync("Enter");
    }

    public Task FillAsync(string id, string text) => FillAsync(this[id], text);

    public async Task FillAsync(ILocator field, string text)
    {
        if (!Variant.Keyboard)
        {
            await field.FillAsync(text);
            return;
        }
        await TabToAsync(field);
        await field.PressAsync("Control+A");
        await field.PressAsync("Delete");
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>Puts the tick there or takes it away.</summary>
    public async Task CheckAsync(string id, bool on = true)
    {
        if (Variant.Keyboard && await this[id].IsCheckedAsync() != on)
        {
            await TabToAsync(this[id]);
            await this[id].PressAsync("Space");
        }
        await this[id].SetCheckedAsync(on);
    }

    /// <summary>Chooses from a list by the words that it shows.</summary>
    public async Task ChooseAsync(string id, string label)
    {
        if (!Variant.Keyboard)
        {
            await this[id].SelectOptionAsync(new SelectOptionValue { Label = label });
            return;
        }
        await TabToAsync(this[id]);
        // Letters that this keyboard has.
        await Page.Keyboard.TypeAsync(string.Concat(label.TakeWhile(char.IsAscii)));
        await Expect(this[id].Locator("option:checked")).ToHaveTextAsync(label);
    }

    /// <summary>Looks that this is the page; on a narrow screen nothing of it may stick out.</summary>
    public async Task IsOnAsync(string page)
    {
        await Expect(Page.Locator("body")).ToHaveAttributeAsync("data-page", page);
        var (needed, given) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await Page.EvaluateAsync<int>("innerWidth"));
        Assert.That(needed, Is.LessThanOrEqualTo(given), $"the width of {page}");
    }

    /// <summary>From the start page of the portal, or of the budget app, to the provider.</summary>
    public async Task LeaveForProviderAsync(Uri portal)
    {
        await GoAsync(portal);
        await PressAsync("sign-in");
    }

    /// <summary>Name and password on the sign-in page.</summary>
    public async Task EnterPasswordAsync(Person person, string? userName = null)
    {
        await IsOnAsync("login");
        await FillAsync("username", userName ?? person.UserName);
        await FillAsync("password", person.Password);
        await PressAsync("login-submit");
    }

    /// <summary>All the way to the portal's dashboard.</summary>
    public async Task SignInAtPortalAsync(Person person)
    {
        await LeaveForProviderAsync(Suite.Demo.Portal);
        await EnterPasswordAsync(person);
        await IsOnAsync("portal-dashboard");
    }

    /// <summary>To a page of the own account, through the sign-in that it asks for.</summary>
    /// <param name="next">The page that comes after the password, where it is not the one that was asked for.</param>
    public async Task SignInAtAccountAsync(Person person, string path = "/account", string? next = null)
    {
        await GoAsync(Suite.Demo.Provider, path);
        await EnterPasswordAsync(person);
        if (next is not null)
            await IsOnAsync(next);
    }

    /// <summary>The secret that an authenticator app is given, as it is typed.</summary>
    public async Task<string> TotpSecretAsync() => (await this["totp-secret"].InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Goes from one element to the next by the Tab key until it stands on this one.</summary>
    public async Task TabToAsync(ILocator target)
    {
        const int most = 120;
        await target.WaitForAsync();
        for (var presses = 0; presses < most; presses++)
        {
            var way = await target.EvaluateAsync<int>(Way);
            if (way == 0)
                return;
            await Page.Keyboard.PressAsync(way > 0 ? "Tab" : "Shift+Tab");
        }
        throw new InvalidOperationException($"The Tab key does not lead to {target}.");
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task OpenTabAsync() => Page = await Context.NewPageAsync();

    public void TurnTo(IPage tab) => Page = tab;

    /// <summary>What was on the screen when a test failed.</summary>
    public async Task KeepEvidenceAsync(string name)
    {
        var path = Repository.Output("failures", NotInNames().Replace(name, "-"));
        await Page.ScreenshotAsync(new() { Path = path + ".png", FullPage = true, Timeout = Chromium.Patience });
        await File.WriteAllTextAsync(path + ".html", $"<!-- {Page.Url}\n{string.Join('\n', Faults.Found)}\n{Variant} -->\n{await Page.ContentAsync()}");
        TestContext.Out.WriteLine($"{path}.png shows {Page.Url}");
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotInNames();
}
