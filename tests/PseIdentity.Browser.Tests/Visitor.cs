using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests;

/// <summary>A person in front of a browser: goes to pages, fills in fields and presses buttons by their ids, as the contract names them.</summary>
internal sealed partial class Visitor
{
    private readonly Variant variant;

    public Visitor(IBrowserContext context, Variant variant, IPage page)
    {
        this.variant = variant;
        Context = context;
        Page = page;
        Faults = new Faults(context);
    }

    public IBrowserContext Context { get; }

    /// <summary>The tab in front.</summary>
    public IPage Page { get; private set; }

    public Faults Faults { get; }

    /// <summary>An element by its id.</summary>
    public ILocator this[string id] => Page.Locator($"#{id}");

    public ILocator Claim(string name) => Page.Locator($"[data-claim={name}]");

    public Task GoAsync(Uri address, string path = "/") => Page.GotoAsync(new Uri(address, path).ToString());

    public Task PressAsync(string id) => this[id].ClickAsync();

    public Task FillAsync(string id, string text) => this[id].FillAsync(text);

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

    /// <summary>Goes from one element to the next by the Tab key until it stands on this one.</summary>
    public async Task TabToAsync(string id)
    {
        const int most = 60;
        for (var presses = 0; presses < most; presses++)
        {
            if (await Page.EvaluateAsync<string?>("document.activeElement?.id") == id)
                return;
            await Page.Keyboard.PressAsync("Tab");
        }
        throw new InvalidOperationException($"The Tab key does not lead to #{id}.");
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task OpenTabAsync() => Page = await Context.NewPageAsync();

    public void TurnTo(IPage tab) => Page = tab;

    /// <summary>What was on the screen when a test failed.</summary>
    public async Task KeepEvidenceAsync(string name)
    {
        var path = Repository.Output("failures", NotInNames().Replace(name, "-"));
        await Page.ScreenshotAsync(new() { Path = path + ".png", FullPage = true, Timeout = Chromium.Patience });
        await File.WriteAllTextAsync(path + ".html", $"<!-- {Page.Url}\n{string.Join('\n', Faults.Found)}\n{variant} -->\n{await Page.ContentAsync()}");
        TestContext.Out.WriteLine($"{path}.png shows {Page.Url}");
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotInNames();
}
