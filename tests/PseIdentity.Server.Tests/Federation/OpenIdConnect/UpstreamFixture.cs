using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.OpenIdConnect;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>A provider of ours whose upstreams are asked directly, without the pages around them; the clock stands still.</summary>
internal abstract class UpstreamFixture : ClockedFixture
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["Network:AllowedHosts:0"] = "127.0.0.0/8", ["Network:Timeout"] = "00:00:02" },
    };

    protected IUpstream Upstream => Provider.Services.GetServices<IUpstream>().OfType<OpenIdConnectUpstream>().Single();

    /// <summary>A company of its own for one test; valid as it stands.</summary>
    protected async Task<SignInThere> NewSignInAsync()
    {
        var company = new CompanyProvider(Clock);
        var row = new IdentityProvider
        {
            Name = "acme-" + Guid.NewGuid().ToString("N"),
            DisplayName = "Acme",
            Protocol = "oidc",
            Authority = company.Issuer,
            ClientId = CompanyProvider.ClientId,
            Scopes = ["openid", "email"],
            Oidc = new OidcUpstream(),
        };
        var providers = Provider.Services.GetRequiredService<IdentityProviderStore>();
        await providers.SaveAsync(row, CancellationToken.None);
        await providers.SetSecretAsync(row.Name, CompanyProvider.Secret, CancellationToken.None);
        return new SignInThere(Upstream, company, row, Clock);
    }

    /// <summary>Runs the sign-in and expects it to be refused.</summary>
    protected static async Task<UpstreamException> RefusalAsync(SignInThere there)
    {
        UpstreamException? refusal = null;
        try
        {
            await there.RunAsync();
        }
        catch (UpstreamException e)
        {
            refusal = e;
        }
        Assert.That(refusal, Is.Not.Null, "it was believed");
        return refusal!;
    }
}

/// <summary>Somebody goes to the company and comes back.</summary>
internal sealed class SignInThere(IUpstream upstream, CompanyProvider company, IdentityProvider row, TimeProvider clock) : IAsyncDisposable
{
    public const string Callback = "https://login.example/federation/callback/acme";

    public CompanyProvider Company => company;

    public IdentityProvider Row { get; set; } = row;

    public OidcUpstream Oidc
    {
        get => Row.Oidc!;
        set => Row = Row with { Oidc = value };
    }

    public UpstreamAsk Ask { get; set; } = new("a-state-" + Guid.NewGuid().ToString("N"), Callback);

    /// <summary>Changes what the browser brings back.</summary>
    public Func<List<KeyValuePair<string, string>>, List<KeyValuePair<string, string>>> OnTheWay { get; set; } = static answer => answer;

    public Departure? Departure { get; private set; }

    public Task<Departure> LeaveAsync() => upstream.LeaveAsync(Row, Ask, CancellationToken.None);

    public async Task<UpstreamIdentity> RunAsync()
    {
        var leftAt = clock.GetUtcNow();
        Departure = await LeaveAsync();
        var answer = company.Arrive(Departure.Target).Where(each => each.Value is not null).Select(each => KeyValuePair.Create(each.Key, each.Value!)).ToList();
        return await ReturnAsync(Departure, OnTheWay(answer), leftAt);
    }

    public Task<UpstreamIdentity> ReturnAsync(Departure departure, List<KeyValuePair<string, string>> answer, DateTimeOffset leftAt) =>
        upstream.ReturnAsync(Row, new UpstreamRequest(Ask.State, Ask.CallbackUri, departure.Kept, leftAt) { ForceLogin = Ask.ForceLogin, MaxAge = Ask.MaxAge },
            new UpstreamAnswer(answer), CancellationToken.None);

    public ValueTask DisposeAsync() => company.DisposeAsync();
}
