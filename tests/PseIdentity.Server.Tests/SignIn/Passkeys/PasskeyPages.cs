using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;
using PseIdentity.Testing.Memory;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.Passkeys;

/// <summary>A provider under a name, where browsers would offer passkeys, and people whose authenticator is software.</summary>
internal abstract class PasskeyPages : SignInPages
{
    protected const string Resistant = "urn:pse-identity:acr:phishing-resistant";

    private static int people;

    /// <summary>The provider under the name that its passkeys are bound to.</summary>
    protected Uri Public => new($"http://localhost:{Issuer.Port}");

    protected MemoryEventLog Events { get; } = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        IssuerHost = "localhost",
        Change = builder =>
        {
            builder.Services.RemoveAll<IEventLog>();
            builder.Services.AddSingleton<IEventLog>(Events);
        },
    };

    protected RelyingParty Shop() => Installation.Portal(Public, Issuer);

    protected SoftwareAuthenticator Authenticator() => new(Public.GetLeftPart(UriPartial.Authority));

    protected HttpBrowser Browser() => new(Public, Issuer);

    protected T Get<T>() where T : notnull => Provider.Services.GetRequiredService<T>();

    /// <summary>Somebody new with a password.</summary>
    protected async Task<Account> PersonAsync()
    {
        var name = $"person-{Interlocked.Increment(ref people)}";
        var id = await Get<UserRegistry>().CreateAsync(new NewAccount
        {
            Claims = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["preferred_username"] = name, ["name"] = "Some Body" }),
            PasswordHash = await Get<PasswordHashing>().HashAsync(Password, CancellationToken.None),
        }, CancellationToken.None);
        return await FindAsync(name);
    }

    protected async Task<Account> FindAsync(string name) =>
        await Get<UserStore>().FindByIdentifierAsync(name, CancellationToken.None) ?? throw new InvalidOperationException($"There is no {name}.");

    /// <summary>Somebody new who made a passkey on the way in.</summary>
    protected async Task<(string Name, SoftwareAuthenticator Authenticator)> OwnerAsync(Action<AuthenticatorAnswer>? change = null)
    {
        var name = (await PersonAsync()).PreferredUsername!;
        var authenticator = Authenticator();
        using var browser = Browser();
        await ToOfferAsync(browser, name);
        await MakeAsync(browser, authenticator, change);
        await browser.PressAsync("enroll-continue");
        Assert.That(browser.Left, Is.Not.Null, browser.PageName);
        return (name, authenticator);
    }

    /// <summary>To the page that offers a passkey.</summary>
    protected async Task ToOfferAsync(HttpBrowser browser, string name)
    {
        using var shop = Shop();
        await browser.GoAsync(shop.AuthorizeQuery());
        await browser.PressAsync("login-submit", ("username", name), ("password", Password), ("can-enroll", "true"));
        Assert.That(browser.PageName, Is.EqualTo("enroll"), browser.TextOf("form-error"));
    }

    /// <summary>What the page asks of the browser's passkeys.</summary>
    protected static string Options(HttpBrowser browser) =>
        browser.Page.QuerySelector("[data-passkey]")?.GetAttribute("data-options") ?? throw new InvalidOperationException($"{browser.PageName} asks for no passkey.");

    protected static Task MakeAsync(HttpBrowser browser, SoftwareAuthenticator authenticator, Action<AuthenticatorAnswer>? change = null) =>
        browser.PressAsync("enroll-passkey", ("passkey", authenticator.Create(Options(browser), change)));

    protected Task UseAsync(HttpBrowser browser, SoftwareAuthenticator authenticator, Action<AuthenticatorAnswer>? change = null)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        return browser.PressAsync("passkey-submit", ("passkey", authenticator.Get(Options(browser), change)));
    }

    protected static Task TypeHereAsync(HttpBrowser browser, string name) => browser.PressAsync("login-submit", ("username", name), ("password", Password));
}
