using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.SecondFactors;

/// <summary>A provider with a gateway for text messages and a mailbox, and people who have enrolled what a test wants.</summary>
internal abstract class FactorPages : SignInPages
{
    protected const string Mfa = "urn:pse-identity:acr:mfa";

    // Installation.TotpSecret, whose base32 is that of "Hello!" and four bytes, twice.
    protected static readonly byte[] TotpKey = Convert.FromHexString("48656c6c6f21deadbeef48656c6c6f21deadbeef");

    private static int people;

    protected static Caller Caller { get; } = new(null, null, null);

    protected SmsReceiver Gateway { get; } = new();

    protected MailInbox Inbox { get; } = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>([.. base.Setup.Settings, .. Gateway.Settings]),
        Change = builder =>
        {
            builder.Services.RemoveAll<IMailRoute>();
            builder.Services.AddSingleton<IMailRoute>(Inbox);
        },
    };

    [SetUp]
    public void NextStep() => Clock.Advance(TimeSpan.FromMinutes(2));

    [OneTimeTearDown]
    public async Task StopGateway() => await Gateway.DisposeAsync();

    protected T Get<T>() where T : notnull => Provider.Services.GetRequiredService<T>();

    /// <summary>Somebody new with a password, an unverified address and these factors.</summary>
    protected async Task<Account> PersonAsync(params (string Kind, string Secret)[] factors) => await PersonAsync(new NewAccount { Claims = default }, factors);

    protected async Task<Account> PersonAsync(NewAccount like, params (string Kind, string Secret)[] factors)
    {
        var name = $"person-{Interlocked.Increment(ref people)}";
        var created = await Get<UserRegistry>().CreateAsync(like with
        {
            Claims = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["preferred_username"] = name, ["email"] = name + "@example.com", ["name"] = "Some Body" }),
            PasswordHash = await Get<PasswordHashing>().HashAsync(Password, CancellationToken.None),
        }, CancellationToken.None);
        foreach (var (kind, secret) in factors)
            await Get<CredentialStore>().AddAsync(created.Id!.Value, new NewCredential { Kind = kind, Secret = kind == CredentialKinds.Totp ? TotpKey : Encoding.UTF8.GetBytes(secret) }, CancellationToken.None);
        return await ReadAsync(created.Id!.Value);
    }

    protected async Task<Account> ReadAsync(Guid id) => (await Get<UserStore>().FindAsync(id, CancellationToken.None))!;

    protected async Task<IReadOnlyList<string>> CodesOfAsync(Account person) => await Get<RecoveryCodes>().IssueAsync(person, Caller, CancellationToken.None);

    /// <summary>A browser in which the person's password has been typed.</summary>
    protected async Task<HttpBrowser> WithPasswordAsync(Account person, RelyingParty party, params (string Name, string? Value)[] changes)
    {
        var browser = await AtSignInAsync(party, changes);
        await TypeAsync(browser, person.PreferredUsername!);
        return browser;
    }

    protected Task<HttpBrowser> WithPasswordAsync(Account person) => WithPasswordAsync(person, Portal());

    protected static Task SubmitAsync(HttpBrowser browser, string code) => browser.PressAsync("code-submit", ("code", code));

    protected static Task FollowAsync(HttpBrowser browser, string id) =>
        browser.GoAsync(new Uri(browser.Address, browser.Page.GetElementById(id)?.GetAttribute("href") ?? throw new InvalidOperationException($"No link #{id} on {browser.PageName}")));

    protected static async Task<(IReadOnlyList<string?> Amr, string? Acr)> ProvenAsync(RelyingParty party, HttpBrowser browser)
    {
        var claims = await ClaimsAsync(party, browser);
        return ([.. claims.GetProperty("amr").EnumerateArray().Select(word => word.GetString())], claims.GetProperty("acr").GetString());
    }
}
