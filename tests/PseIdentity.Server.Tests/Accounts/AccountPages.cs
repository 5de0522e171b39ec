using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.Tests.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Accounts;

/// <summary>The pages of one's own account, with as many people as tests want, and the mail that reaches them.</summary>
internal abstract class AccountPages : SignInPages
{
    private int people;

    protected MailInbox Inbox { get; } = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Document(),
        Change = builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IMailRoute>(Inbox));
            Change(builder);
        },
    };

    protected UserStore Accounts => Provider.Services.GetRequiredService<UserStore>();

    protected ActivityStore Activity => Provider.Services.GetRequiredService<ActivityStore>();

    protected virtual void Change(WebApplicationBuilder builder)
    {
    }

    /// <summary>What else the installation has.</summary>
    protected virtual void Add(JsonObject document)
    {
    }

    /// <summary>Somebody new, by a user name of their own.</summary>
    protected async Task<Account> PersonAsync(byte[]? totp = null, string? organization = null, params (string Claim, JsonNode Value)[] claims)
    {
        var name = $"person{Interlocked.Increment(ref people)}";
        var document = new JsonObject { ["preferred_username"] = name, ["email"] = $"{name}@example.com", ["email_verified"] = true, ["name"] = $"The {name}" };
        foreach (var (claim, value) in claims)
            document[claim] = value;
        var hash = await Provider.Services.GetRequiredService<PasswordHashing>().HashAsync(Password, CancellationToken.None);
        var made = await Provider.Services.GetRequiredService<UserRegistry>().CreateAsync(new NewAccount
        {
            Claims = JsonElement.Parse(document.ToJsonString()),
            PasswordHash = hash,
            TotpSecret = totp,
            Organization = organization,
        }, CancellationToken.None);
        return await NowAsync(made.Id!.Value) ?? throw new InvalidOperationException("Nobody was made.");
    }

    /// <summary>The account as it is now; null when it is gone.</summary>
    protected async Task<Account?> NowAsync(Guid id) => await Accounts.FindAsync(id, CancellationToken.None);

    protected Task<Account?> NowAsync(Account person) => NowAsync(person.Id);

    /// <summary>A browser on which the person has just signed in, on this page.</summary>
    protected async Task<HttpBrowser> SignedInAsync(Account person, string path = "/account")
    {
        var browser = new HttpBrowser(Issuer);
        await browser.GoAsync(path);
        await TypeAsync(browser, person.PreferredUsername!);
        return browser;
    }

    /// <summary>What was recorded about the person, newest first, with all that waits to be written.</summary>
    protected async Task<IReadOnlyList<string>> EventsAsync(Account person)
    {
        await WrittenAsync();
        return [.. (await Activity.PageAsync(person.Id, null, 100, CancellationToken.None)).Select(each => each.What.Name)];
    }

    /// <summary>Waits until everything that was recorded so far is in the database: events are written in their order.</summary>
    protected async Task WrittenAsync()
    {
        var mark = Guid.NewGuid();
        Provider.Services.GetRequiredService<IEventLog>().Record(new IdentityEvent("test.mark", mark));
        while ((await Activity.PageAsync(mark, null, 1, CancellationToken.None)).Count == 0)
        {
            // A little at a time: on a busy machine hours would pass otherwise, and sessions with them.
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private string Document()
    {
        var document = JsonNode.Parse(Installation.Provisioning)!.AsObject();
        Add(document);
        return document.ToJsonString();
    }
}
