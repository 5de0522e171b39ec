using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages.Login;

/// <summary>The second factor: the one that is asked for first, or another that the person chose.</summary>
internal sealed class CodeModel(SignInFlow flow, OfferedFactors factors, PasskeySignIn passkeys, KnownDevices devices, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>Which factor, one of <see cref="Factors"/>; none: the first.</summary>
    [BindProperty(Name = "method", SupportsGet = true)]
    public string? Method { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    /// <summary>What the browser answered, by script, where a passkey was used (<c>AuthenticationResponseJSON</c>).</summary>
    [BindProperty(Name = "passkey")]
    public string? PasskeyAnswer { get; set; }

    [BindProperty(Name = "trust-device")]
    public bool TrustDevice { get; set; }

    [BindProperty(Name = "code-resend")]
    public string? Resend { get; set; }

    [BindProperty(Name = "start-again")]
    public string? StartAgain { get; set; }

    public PersonCard? Person { get; private set; }

    /// <summary>What is asked for; null where nothing that the person has would do.</summary>
    public SecondFactorCard? Asked { get; private set; }

    /// <summary>Set where a passkey is asked for.</summary>
    public PasskeyCard? Passkey { get; private set; }

    /// <summary>The other ways.</summary>
    public IReadOnlyList<SecondFactorCard> Others { get; private set; } = [];

    /// <summary>Set where the code is sent.</summary>
    public ResendCard? Sent { get; private set; }

    public string? Error { get; private set; }

    /// <summary>For how many days this browser can be trusted; null where it cannot.</summary>
    public int? TrustDays { get; private set; }

    /// <summary>Where somebody goes who has none of these any more; null where the password was not typed for this request.</summary>
    public string? LostPath { get; private set; }

    public string PathOf(SecondFactorCard other) => StepPaths.WithPending(StepPaths.Code, Pending ?? "") + "&method=" + other.Method;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        return turn.Next == Step.SecondFactor ? await ShowAsync(turn, null, ct) : this.SeeOther(turn.PathOf(turn.Next));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (StartAgain is not null)
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        if (turn is not { Next: Step.SecondFactor, Person: { } person } || Choose(await factors.ForAsync(turn, ct), person) is not { } factor)
            return this.SeeOther(turn.PathOf(turn.Next));
        var caller = Caller.Of(HttpContext, turn.Client?.Id);
        if (Resend is not null && factor is ISentFactor sent)
            return await ResendAsync(turn, person, sent, caller, ct);
        if (factor is not ITypedFactor typed)
            return await UsePasskeyAsync(turn, person, caller, ct);
        if (typed.Read(Code ?? "") is not { } code)
            return await ShowAsync(turn, SecondFactorCard.Of(factor, person, text).Missing, ct);

        var outcome = await typed.CheckAsync(person, turn.Request.RequestId, code, caller, ct);
        if (outcome.IsRight)
            return this.SeeOther(await flow.SecondFactorProvenAsync(HttpContext, turn, person, new ProvenFactor(factor.Method, clock.GetUtcNow()), ct, TrustDevice));
        return await ShowAsync(turn, outcome.LockedUntil is { } until ? text.Locked(until, clock.GetUtcNow())
            : outcome.IsSpent ? text["Code.Spent"]
            : SecondFactorCard.Of(factor, person, text).Wrong, ct);
    }

    private async Task<IActionResult> UsePasskeyAsync(SignInTurn turn, Storage.Users.Account person, Caller caller, CancellationToken ct)
    {
        var proof = await passkeys.ProveSecondAsync(PasskeyAnswer ?? "", turn, person, caller, ct);
        return proof.Factor is { } proven
            ? this.SeeOther(await flow.SecondFactorProvenAsync(HttpContext, turn, person, proven, ct, TrustDevice))
            : await ShowAsync(turn, text.PasskeyFault(proof.Fault), ct);
    }

    private async Task<IActionResult> ResendAsync(SignInTurn turn, Storage.Users.Account person, ISentFactor factor, Caller caller, CancellationToken ct)
    {
        var before = await factor.FindAsync(person, turn.Request.RequestId, ct);
        await factor.SendAsync(person, turn.Request.RequestId, caller, ct);
        return before.ResendAt > clock.GetUtcNow() ? await ShowAsync(turn, text["Code.Wait"], ct) : this.SeeOther(turn.PathOf(Step.SecondFactor) + "&method=" + factor.Method);
    }

    // What was not offered is not taken, whatever the form says.
    private ISecondFactor? Choose(IReadOnlyList<ISecondFactor> offered, Storage.Users.Account person) =>
        offered.FirstOrDefault(factor => factor.Method == Method) ?? OfferedFactors.First(offered, person);

    private async Task<IActionResult> ShowAsync(SignInTurn turn, string? error, CancellationToken ct)
    {
        Error = error;
        if (turn.Person is not { } person)
            return Page();
        Person = PersonCard.Of(person);
        LostPath = turn.HasProof ? StepPaths.WithPending("/recover/factor", turn.Handle) : null;
        var offered = await factors.ForAsync(turn, ct);
        var asked = Choose(offered, person);
        Asked = asked is null ? null : SecondFactorCard.Of(asked, person, text);
        Others = [.. offered.Where(factor => factor.Method != asked?.Method).Select(factor => SecondFactorCard.Of(factor, person, text))];
        if (asked is PasskeyFactor)
            Passkey = PasskeyCard.OfSecondFactor(text["Code.PasskeySubmit"], passkeys.AskSecond(turn, person), PasskeyQuestions.PathOf(turn, other: false), passkeys.Lifetime);
        if (asked is ISentFactor sent)
            Sent = ResendCard.Of(await SentAsync(turn, person, sent, ct), clock.GetUtcNow());
        ModelState.Clear();

        // Where an application asks for a level, a trusted device is asked for the factor all the same; and a pass of the help desk trusts none.
        TrustDays = devices.MayBeTrusted && turn.Policy?.Wanted is null && asked?.Method != Factors.OneTimePass ? (int)devices.TrustedFor.TotalDays : null;
        return Page();
    }

    // Whoever comes here finds a code on its way; a reload sends no second one.
    private async Task<Sending> SentAsync(SignInTurn turn, Storage.Users.Account person, ISentFactor factor, CancellationToken ct)
    {
        var sending = await factor.FindAsync(person, turn.Request.RequestId, ct);
        return sending.IsWaiting || HttpMethods.IsPost(Request.Method) ? sending
            : await factor.SendAsync(person, turn.Request.RequestId, Caller.Of(HttpContext, turn.Client?.Id), ct);
    }
}
