using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Server.Hardening;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>
/// Leads a person through a sign-in. Pages ask it what is known and tell it what was proven; it answers where to go next.
/// No page knows another one, and nothing is remembered but what is stored, so that tabs, reloads and the back button are all the same to it.
/// </summary>
internal sealed class SignInFlow(PendingAuthorizations pending, ProtocolCookies cookies, BrowserSessions sessions, IAttemptStore attempts,
    IClientStore clients, UserStore accounts, UpstreamSessionStore upstreamSessions, SignInPolicies policies, KnownDevices devices, FactorWaits waits, RequestBrand brand, IEventLog events,
    IOptions<SignInOptions> options, IOptions<TokenOptions> tokens, TimeProvider clock)
{
    /// <summary>What is known about the request behind a page; null when it has expired or belongs to another browser.</summary>
    public async Task<SignInTurn?> FindAsync(HttpContext context, string? handle, CancellationToken ct)
    {
        if (handle is null || await pending.ReadAsync(handle, cookies.FindBrowser(context), ct) is not { } request)
            return null;
        var asked = RequestedSignIn.From(request);
        var client = asked.ClientId is { } id ? await clients.FindAsync(id, ct) : null;
        if (client is null && request.LocalPath is null)
            return null;

        var attempt = WithoutOldProof(await attempts.FindAsync(request.RequestId, request.BrowserHash, ct));
        var session = await sessions.FindAsync(context, ct);
        var person = attempt is { Factors.Count: > 0, UserId: { } onTheWay } ? await accounts.FindAsync(onTheWay, ct) : null;
        if (NextStep.IsReplaced(attempt, person?.PasswordChangedAt))
            (attempt, person) = (attempt with { Factors = [] }, null);
        if (attempt is not { Factors.Count: > 0 } && session is not null)
            person = await accounts.FindAsync(session.UserId, ct);
        var device = person is null ? null : await devices.FindAsync(context, person.Id, ct);
        var policy = await policies.ForAsync(person, attempt, asked, client, devices.IsTrusted(device), ct);
        var stepUp = NextStep.IsStepUp(asked, client, session, policy, request.ArrivedAt, clock.GetUtcNow());

        // The step may end at the client by a redirect, which browsers count as the form's target.
        ContentSecurityPolicy.Of(context).AllowFormTo(asked.RedirectUri ?? (client?.Metadata.RedirectUris is [var only, ..] ? only : null));
        await brand.ShowAsync(context, asked, person, ct);
        return new SignInTurn
        {
            Handle = handle,
            Request = request,
            Asked = asked,
            Client = client,
            Attempt = attempt,
            Session = session,
            Person = person,
            Policy = policy,
            Next = NextStep.Of(attempt, policy, stepUp),
        };
    }

    /// <summary>Begins a sign-in whose destination is a page of ours, and answers its first step.</summary>
    /// <param name="levels">How strongly the person is asked to sign in (<c>acr_values</c>); any, when empty.</param>
    /// <param name="maxAge">How recent a sign-in counts, in seconds, where only a second factor is missing (<c>max_age</c>); any, when null.</param>
    /// <param name="step">The page that begins it.</param>
    /// <param name="everyFactor">Whether a browser that is trusted is asked for the second factor, too.</param>
    public async Task<string> StartLocalAsync(HttpContext context, string localPath, CancellationToken ct, IReadOnlyList<string>? levels = null, long? maxAge = null,
        string step = StepPaths.Login, bool everyFactor = false) =>
        StepPaths.WithPending(step, await BeginLocalAsync(context, localPath, ct, levels, maxAge, everyFactor));

    /// <summary>The same; answers the handle, for a first step that is not ours.</summary>
    /// <param name="link">The provider that is to be linked to the account, in place of signing in.</param>
    public async Task<string> BeginLocalAsync(HttpContext context, string localPath, CancellationToken ct, IReadOnlyList<string>? levels = null, long? maxAge = null,
        bool everyFactor = false, LinkWish? link = null)
    {
        var request = new PendingAuthorization
        {
            RequestId = RandomId.Of128Bits(),
            Parameters = LocalParameters(context, levels, maxAge, everyFactor, link),
            LocalPath = localPath,
            ArrivedAt = clock.GetUtcNow(),
            BrowserHash = cookies.FindOrSetBrowser(context),
        };
        return await pending.ProtectAsync(request, ct);
    }

    /// <summary>The first factor of this account was right: a new start for this request, whoever was on the way before.</summary>
    /// <param name="factor">A password, a passkey that verified its user, or a company's provider that vouches for the person.</param>
    /// <param name="canEnroll">Whether the browser says that it can make a passkey.</param>
    public async Task<string> FirstFactorProvenAsync(HttpContext context, SignInTurn turn, Account person, ProvenFactor factor, bool remember, bool canEnroll, CancellationToken ct)
    {
        var proven = NewAttempt(turn) with { UserId = person.Id, Factors = [factor], Remember = remember, CanEnroll = canEnroll };

        // Where the first factor alone meets policy nothing is written but the session.
        var next = await NextAsync(context, turn, person, proven, ct);
        if (next == Step.Complete)
            return await CompleteAsync(context, turn, person, proven);
        await ChangeAsync(turn, current => proven with { Version = current.Version }, ct);
        return turn.PathOf(next);
    }

    /// <summary>A second factor of the person was right.</summary>
    /// <param name="trustDevice">The person wants not to be asked for it on this browser for a while.</param>
    public async Task<string> SecondFactorProvenAsync(HttpContext context, SignInTurn turn, Account person, ProvenFactor factor, CancellationToken ct, bool trustDevice = false)
    {
        // Whoever can prove a factor has not lost them all. A pass of the help desk says nothing about that.
        if (factor.Method != Factors.OneTimePass)
            await waits.ForgetAsync(person.Id, CancellationToken.None);

        // The session's own proofs count again, together with this one.
        if (!turn.HasProof)
            return await CompleteAsync(context, turn, person, NewAttempt(turn) with { UserId = person.Id, Factors = [factor], TrustDevice = trustDevice && factor.Method != Factors.OneTimePass }, turn.Session);

        var proven = await ChangeAsync(turn, current => !IsOnTheWay(current, person) ? current
            : current with { Factors = [.. current.Factors, factor], TrustDevice = trustDevice && factor.Method != Factors.OneTimePass }, ct);
        return await ContinueAsync(context, turn, person, proven, ct);
    }

    /// <summary>The person goes on after a factor was enrolled on the way, or declined the offer.</summary>
    public async Task<string> EnrollmentAnsweredAsync(HttpContext context, SignInTurn turn, Account person, CancellationToken ct)
    {
        var proven = await ChangeAsync(turn, current => !IsOnTheWay(current, person) ? current : current with { EnrollmentAnsweredAt = clock.GetUtcNow() }, ct);
        return await ContinueAsync(context, turn, person, proven, ct);
    }

    /// <summary>The person set something up on the way. The page goes on to recovery codes, and ends in <see cref="EnrollmentAnsweredAsync"/>.</summary>
    /// <param name="enrolled">The factor's method; null for recovery codes alone. What this sign-in has proven stays what it was.</param>
    public async Task EnrolledAsync(SignInTurn turn, Account person, string? enrolled)
    {
        var now = clock.GetUtcNow();
        await ChangeAsync(turn, current => !IsOnTheWay(current, person) ? current
            : current with { Enrolled = enrolled is null ? current.Enrolled : [.. current.Enrolled ?? [], enrolled], EnrolledAt = now }, CancellationToken.None);

        // What had to be set up in place of a lost factor is there.
        if (enrolled is not null && Preferences.Of(person) is { MustEnrollFactor: true } preferences)
            await accounts.SavePreferencesAsync(person.Id, (preferences with { MustEnrollFactor = false }).ToJson(), CancellationToken.None);
    }

    /// <summary>The person has added to the account what it asked for: the address was shown to be theirs, or questions were answered.</summary>
    /// <param name="person">As it is now.</param>
    public async Task<string> AccountCompletedAsync(HttpContext context, SignInTurn turn, Account person, CancellationToken ct) =>
        await ContinueAsync(context, turn, person, await ChangeAsync(turn, current => current, ct), ct);

    /// <summary>The person has chosen an own password.</summary>
    public async Task<string> PasswordChangedAsync(HttpContext context, SignInTurn turn, Account person, CancellationToken ct)
    {
        // The old password was asked for with the new one, so the proof is of now; it is stored, because more steps may follow.
        var now = clock.GetUtcNow();
        var proven = await ChangeAsync(turn, current => !IsOnTheWay(current, person) ? current
            : current with { Factors = [.. current.Factors.Select(factor => factor with { At = now })] }, ct);
        return await ContinueAsync(context, turn, person, proven, ct);
    }

    /// <summary>Forgets who was on the way, so that somebody else can sign in.</summary>
    public async Task<string> StartAgainAsync(SignInTurn turn, CancellationToken ct)
    {
        await attempts.RemoveAsync(turn.Request.RequestId, turn.Request.BrowserHash, ct);
        return turn.PathOf(Step.Password) + "&other=yes";
    }

    /// <summary>The person does not want to: the client learns <c>access_denied</c> (RFC 6749 §4.1.2.1).</summary>
    public async Task<string> DenyAsync(SignInTurn turn, CancellationToken ct)
    {
        if (turn.Request.LocalPath is null)
            await ChangeAsync(turn, current => current with { Denied = true, Factors = [], AllowedScopes = null }, ct);
        return turn.Destination;
    }

    /// <summary>The person goes on as the one who signed in beside this page: what was on the way here is given up.</summary>
    public async Task<string> GoOnAsync(SignInTurn turn, CancellationToken ct)
    {
        if (turn.HasProof)
            await ChangeAsync(turn, current => current with { Factors = [] }, ct);
        return turn.Destination;
    }

    /// <summary>The person goes on as the one who is signed in (<c>prompt=select_account</c>).</summary>
    public async Task<string> KeepAccountAsync(SignInTurn turn, BrowserSession session, CancellationToken ct)
    {
        await ChangeAsync(turn, current => ChoicesOf(current, session) with { AccountChosenAt = clock.GetUtcNow(), Denied = false }, ct);
        return turn.Destination;
    }

    /// <summary>The person allows the client these scopes for this request, and the authorization details of this hash.</summary>
    public async Task<string> AllowAsync(SignInTurn turn, BrowserSession session, IReadOnlyList<string> scopes, string? details, CancellationToken ct)
    {
        await ChangeAsync(turn, current => ChoicesOf(current, session) with { AllowedScopes = scopes, AllowedDetails = details, ConsentedAt = clock.GetUtcNow(), Denied = false }, ct);
        return turn.Destination;
    }

    private async Task<string> ContinueAsync(HttpContext context, SignInTurn turn, Account person, Attempt attempt, CancellationToken ct)
    {
        // What was proven may have used something up, or set something up: the account is read as it is now.
        var next = await NextAsync(context, turn, await accounts.FindAsync(person.Id, ct), attempt, ct);
        return next == Step.Complete ? await CompleteAsync(context, turn, person, attempt) : turn.PathOf(next);
    }

    private async ValueTask<Step> NextAsync(HttpContext context, SignInTurn turn, Account? person, Attempt attempt, CancellationToken ct)
    {
        if (person is null)
            return Step.Password;
        var trusted = devices.IsTrusted(await devices.FindAsync(context, person.Id, ct));
        return NextStep.Of(attempt, await policies.ForAsync(person, attempt, turn.Asked, turn.Client, trusted, ct), stepUp: false);
    }

    /// <param name="before">The session that the proven factors are added to; null for a sign-in of its own.</param>
    private async Task<string> CompleteAsync(HttpContext context, SignInTurn turn, Account person, Attempt proven, BrowserSession? before = null)
    {
        // What was proven becomes a session: from here on a caller that hangs up must not leave half of it.
        var amr = Amr.Of(proven.Factors, before?.Amr);
        var level = Amr.LevelOf(proven.Factors, before?.Acr);
        var caller = Caller.Of(context, turn.Client?.Id);
        var session = await sessions.SignInAsync(context, new NewSignIn(person.Id, person.Subject, person.Stamp, amr, level, proven.Remember)
        {
            Address = caller.Address,
            UserAgent = caller.UserAgent,
            // Who proved themselves at a company's provider, and here no more, did so when that says.
            AuthTime = proven.Factors is [{ ProvenAt: { } earlier }] ? earlier : null,
        });
        foreach (var upstream in proven.Factors.Select(factor => factor.Upstream).OfType<Guid>())
            await upstreamSessions.JoinAsync(upstream, session.Id, session.ExpiresAt);
        if (before is not null)
            await upstreamSessions.ExtendAsync(session.Id, session.ExpiresAt);

        await devices.SignedInAsync(context, person, caller, proven.TrustDevice);

        // The proof is used up.
        if (turn.Attempt is not null)
            await attempts.RemoveAsync(turn.Request.RequestId, turn.Request.BrowserHash, CancellationToken.None);

        events.Record(caller.Event("signin.succeeded", person.Id, session.Sid,
            new Dictionary<string, string> { ["amr"] = string.Join(' ', amr), ["acr"] = session.Acr }));
        return turn.Destination;
    }

    // Another tab may have begun anew meanwhile: what was proven here belongs to nothing then.
    private static bool IsOnTheWay(Attempt attempt, Account person) => attempt.UserId == person.Id && attempt.Factors.Count > 0;

    // What one person chose for this request is no choice of another who has signed in since.
    private static Attempt ChoicesOf(Attempt attempt, BrowserSession session) => attempt.UserId == session.UserId
        ? attempt with { Factors = [] }
        : attempt with { UserId = session.UserId, Factors = [], AccountChosenAt = null, AllowedScopes = null, AllowedDetails = null, ConsentedAt = null };

    // Two posts of one form meet here: the second one applies its change to what the first one left.
    private async Task<Attempt> ChangeAsync(SignInTurn turn, Func<Attempt, Attempt> change, CancellationToken ct)
    {
        const int most = 8;
        var current = turn.Attempt ?? NewAttempt(turn);
        for (var tries = 0; tries < most; tries++)
        {
            var changed = change(current);
            if (await attempts.TrySaveAsync(changed, ct))
                return changed;
            ct.ThrowIfCancellationRequested();
            current = await attempts.FindAsync(turn.Request.RequestId, turn.Request.BrowserHash, ct) ?? NewAttempt(turn);
        }
        throw new InvalidOperationException("The request expired, or many posts of one form came at the same time.");
    }

    // The language that the page was asked for in goes along, and whose people it was made for.
    private static string LocalParameters(HttpContext context, IReadOnlyList<string>? levels, long? maxAge, bool everyFactor, LinkWish? link)
    {
        var parameters = new QueryBuilder();
        if (link is not null)
        {
            parameters.Add("link", link.Provider);
            parameters.Add("person", link.UserId.ToString());
        }
        if (levels is { Count: > 0 })
            parameters.Add("acr_values", string.Join(' ', levels));
        if (maxAge is { } seconds)
            parameters.Add("max_age", seconds.ToString(CultureInfo.InvariantCulture));
        if (everyFactor)
            parameters.Add(RequestedSignIn.EveryFactor, "true");
        if (context.Request.Query[PageLanguage.Parameter].ToString() is { Length: > 0 and <= 100 } languages)
            parameters.Add(PageLanguage.Parameter, languages);
        foreach (var name in HomeParameters.All)
            if (context.Request.Query[name].ToString() is { Length: > 0 and <= 320 } hint)
                parameters.Add(name, hint);
        return parameters.ToString().TrimStart('?');
    }

    private Attempt NewAttempt(SignInTurn turn) => new()
    {
        RequestId = turn.Request.RequestId,
        BrowserHash = turn.Request.BrowserHash,
        ExpiresAt = turn.Request.ArrivedAt + tokens.Value.PendingRequestLifetime,
    };

    private Attempt? WithoutOldProof(Attempt? attempt) =>
        attempt is { Factors: [var first, ..] } && clock.GetUtcNow() - first.At > options.Value.ProofLifetime ? attempt with { Factors = [] } : attempt;
}
