using PseIdentity.Server.Federation;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Organizations;

/// <summary>What the sign-in pages ask: does this sign-in go on elsewhere, and where does the browser go then?</summary>
internal sealed class CompanyWay(HomeRealm realm, CompanyCookie cookie)
{
    /// <summary>The way that request, browser and person say; null where the sign-in goes on here.</summary>
    public async ValueTask<string?> FindAsync(HttpContext context, SignInTurn turn, CancellationToken ct) =>
        PathOf(turn, await realm.DecideAsync(Question(context, turn), ct), afterForm: false);

    /// <summary>The way of whoever typed this name beside a password; null where the sign-in goes on here. Nothing but the name is looked at.</summary>
    public async ValueTask<string?> FindForNameAsync(HttpContext context, SignInTurn turn, string typed, CancellationToken ct) =>
        PathOf(turn, await realm.DecideAsync(Question(context, turn) with { Typed = typed }, ct), afterForm: true);

    /// <summary>Where somebody signs in who asks for their company.</summary>
    /// <param name="typed">The address, or the company's domain; null where nothing was typed yet.</param>
    public ValueTask<HomeRealmDecision> DecideAsync(HttpContext context, SignInTurn turn, string? typed, CancellationToken ct) =>
        realm.DecideAsync(Question(context, turn) with { Typed = typed, AsksForCompany = true }, ct);

    /// <summary>Where the browser goes; null where the sign-in goes on here.</summary>
    /// <param name="afterForm">Whether a form was posted: a page of ours stands between then.</param>
    public static string? PathOf(SignInTurn turn, HomeRealmDecision decision, bool afterForm) => decision switch
    {
        HomeRealmDecision.Elsewhere elsewhere => PathTo(turn, elsewhere.Provider.Name, elsewhere.LoginHint, afterForm),
        HomeRealmDecision.Choose choose => StepPaths.WithPending(StepPaths.Organization, turn.Handle) + (choose.LoginHint is { } hint ? $"&{HomeParameters.LoginHint}={Uri.EscapeDataString(hint)}" : ""),
        _ => null,
    };

    /// <inheritdoc cref="PathOf"/>
    public static string PathTo(SignInTurn turn, string provider, string? loginHint, bool afterForm) =>
        afterForm ? FederationPaths.AfterForm(turn.Handle, provider, loginHint) : FederationPaths.LeaveFor(turn.Handle, provider, loginHint);

    /// <summary>The browser remembers the company, or forgets it.</summary>
    public void Remember(HttpContext context, string? organization) => cookie.Set(context, organization);

    /// <summary>Whether the browser remembers one.</summary>
    public bool Remembers(HttpContext context) => cookie.Find(context) is not null;

    private HomeRealmQuestion Question(HttpContext context, SignInTurn turn) => HomeRealmQuestion.Of(turn, cookie.Find(context));
}
