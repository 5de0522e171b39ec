using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Server.Tests.SignIn;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>A provider whose mail arrives, and whose people have forgotten something.</summary>
[NonParallelizable]
internal abstract partial class RecoveryPages : SignInPages
{
    /// <summary>Former passwords are refused, so each test has one of its own.</summary>
    protected string NewPassword { get; private set; } = "";

    protected readonly MailInbox inbox = new();

    protected override ProviderSetup Setup => base.Setup with { Change = builder => builder.Services.Replace(ServiceDescriptor.Singleton<IMailRoute>(inbox)) };

    // A name is heard of a few times an hour.
    [SetUp]
    public void AnHourHasPassed()
    {
        Clock.Advance(TimeSpan.FromHours(2));
        NewPassword = $"Wandering-Teapot-{Guid.NewGuid().ToString("N")[..8]}-Lighthouse";
    }

    protected UserStore Accounts => Provider.Services.GetRequiredService<UserStore>();

    protected UserRegistry Registry => Provider.Services.GetRequiredService<UserRegistry>();

    protected async Task<Account> PersonAsync(string name) => await Accounts.FindByIdentifierAsync(name, CancellationToken.None) ?? throw new InvalidOperationException(name);

    /// <summary>A browser on the page that waits for the mail.</summary>
    protected async Task<HttpBrowser> AskAsync(string way, string identifier)
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync("/recover/" + way);
        await browser.PressAsync("recover-submit", ("identifier", identifier));
        return browser;
    }

    /// <summary>The link of the mail that a fresh request brings.</summary>
    protected async Task<Uri> LinkAsync(string way, string name)
    {
        using var browser = await AskAsync(way, name);
        return MailInbox.LinkIn((await inbox.NextAsync("/recover/", name + "@example.com")).Text);
    }

    protected async Task<HttpBrowser> OpenAsync(Uri link)
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(link);
        return browser;
    }

    protected Task ChooseAsync(HttpBrowser browser, string? password = null) =>
        browser.PressAsync("recover-submit", ("new-password", password ?? NewPassword), ("confirm-password", password ?? NewPassword));

    protected async Task<bool> SignsInAsync(string name, string password)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, name, password);
        return browser.Left is not null;
    }

    /// <summary>Nobody keeps the password that another test chose.</summary>
    protected async Task ResetAsync(string name)
    {
        var hash = await HashAsync(Password);
        await Registry.ResetPasswordAsync((await PersonAsync(name)).Id, hash, mustChange: false, CancellationToken.None);
    }

    /// <summary>bob's authenticator app works again.</summary>
    protected async Task GiveBobHisAppAsync() =>
        await Registry.SetTotpSecretAsync((await PersonAsync("bob")).Id, Server.Setup.Provisioning.Base32.Decode(Installation.TotpSecret), CancellationToken.None);

    protected static string MailCodeIn(Mail mail) => TypedCode().Match(mail.Text).Value;

    private async Task<string> HashAsync(string password)
    {
        var hashing = Provider.Services.GetRequiredService<Server.SignIn.Passwords.PasswordHashing>();
        using var turn = await hashing.TakeTurnAsync(CancellationToken.None) ?? throw new InvalidOperationException("busy");
        return await turn.HashAsync(password);
    }

    [GeneratedRegex(@"\d{4} \d{4}")]
    private static partial Regex TypedCode();
}
