using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Enrollment;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages.Login;

/// <summary>A second factor is set up on the way in: because it has to be, or because it is offered. Recovery codes come after it.</summary>
internal sealed class EnrollModel(SignInFlow flow, EnrollmentOffers offers, TotpEnrollment totp, MessageEnrollment messages, PasskeyEnrollment passkeys, RecoveryCodes recovery,
    IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>Which factor is set up, one of <see cref="Factors"/>; none: the person chooses.</summary>
    [BindProperty(Name = "method", SupportsGet = true)]
    public string? Method { get; set; }

    [BindProperty(Name = "choose")]
    public string? Choose { get; set; }

    [BindProperty(Name = "ticket")]
    public string? Ticket { get; set; }

    /// <summary>A telephone number or an address, as it is typed and as it comes back with the code.</summary>
    [BindProperty(Name = "destination")]
    public string? To { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    /// <summary>What the browser answered, by script, where a passkey was made (<c>RegistrationResponseJSON</c>).</summary>
    [BindProperty(Name = "passkey")]
    public string? PasskeyAnswer { get; set; }

    [BindProperty(Name = "press")]
    public string? Press { get; set; }

    [BindProperty(Name = "code-resend")]
    public string? Resend { get; set; }

    public PersonCard? Person { get; private set; }

    /// <summary>What there is to choose from, while nothing is chosen.</summary>
    public EnrollmentChoices? Choices { get; private set; }

    /// <summary>The offer to make a passkey; null where browsers make none at this address.</summary>
    public PasskeyCard? Passkey { get; private set; }

    public TotpOffer? Totp { get; private set; }

    public MessageEnrollmentCard? Message { get; private set; }

    /// <summary>Recovery codes come next, or are nearly used up.</summary>
    public RecoveryCodesCard? Recovery { get; private set; }

    public bool MayDecline { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        return turn is { Next: Step.Enroll, Person: { } person } ? Show(turn, person) : this.SeeOther(turn.PathOf(turn.Next));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (Press == "start-again")
            return this.SeeOther(await flow.StartAgainAsync(turn, ct));
        if (turn is not { Next: Step.Enroll, Person: { } person })
            return this.SeeOther(turn.PathOf(turn.Next));
        if (Choose is not null)
            return this.SeeOther(turn.PathOf(Step.Enroll) + "&method=" + Uri.EscapeDataString(Choose));

        var caller = Caller.Of(HttpContext, turn.Client?.Id);
        switch (Press)
        {
            case "continue":
                return this.SeeOther(await flow.EnrollmentAnsweredAsync(HttpContext, turn, person, ct));
            case "later" when turn.Policy is { MustEnroll: false }:
                await offers.DeclineAsync(person, ct);
                return this.SeeOther(await flow.EnrollmentAnsweredAsync(HttpContext, turn, person, ct));
            case "recovery-codes" when RecoveryCodesCard.AreDue(turn):
                await flow.EnrolledAsync(turn, person, null);
                return Show(turn, person, codes: await recovery.IssueAsync(person, caller, ct));
        }
        // A form of before is sent once more: what it asked for is done.
        if (turn.Attempt?.EnrolledAt is not null)
            return Show(turn, person);
        if (!EnrollmentOffers.MayEnroll(person, Method))
            return this.SeeOther(turn.PathOf(Step.Enroll));
        return Method switch
        {
            Factors.Passkey => await AddPasskeyAsync(turn, person, caller, ct),
            Factors.Totp => await ConfirmTotpAsync(turn, person, caller, ct),
            Factors.Sms => await ConfirmMessageAsync(turn, person, Channel.Sms, caller, ct),
            Factors.Email => await ConfirmMessageAsync(turn, person, Channel.Email, caller, ct),
            _ => Show(turn, person),
        };
    }

    private async Task<IActionResult> AddPasskeyAsync(SignInTurn turn, Storage.Users.Account person, Caller caller, CancellationToken ct)
    {
        var addition = await passkeys.AddAsync(PasskeyAnswer ?? "", turn.Request.BrowserHash, turn.Request.RequestId, person, caller, ct);
        return addition.IsAdded ? await EnrolledAsync(turn, person, Factors.Passkey, caller) : Show(turn, person, text.PasskeyFault(addition.Fault));
    }

    private async Task<IActionResult> ConfirmTotpAsync(SignInTurn turn, Storage.Users.Account person, Caller caller, CancellationToken ct) =>
        await totp.ConfirmAsync(person, Ticket, Code, caller, ct, turn.Request.RequestId) switch
        {
            TotpConfirmation.Confirmed => await EnrolledAsync(turn, person, Factors.Totp, caller),
            TotpConfirmation.Wrong => Show(turn, person, text["Enroll.TotpWrong"]),
            _ => Show(turn, person, text["Enroll.TotpExpired"]),
        };

    private async Task<IActionResult> ConfirmMessageAsync(SignInTurn turn, Storage.Users.Account person, Channel channel, Caller caller, CancellationToken ct)
    {
        if (!messages.IsOffered(channel))
            return this.SeeOther(turn.PathOf(Step.Enroll));
        if (Destination.Read(channel, To) is not { } destination)
            return Show(turn, person, channel == Channel.Sms ? text["Enroll.SmsUnfit"] : text["Enroll.EmailUnfit"]);
        if (Resend is not null || Press == "send")
            return Show(turn, person, sending: await messages.SendAsync(person, channel, destination, caller, ct));

        var outcome = await messages.ConfirmAsync(person, channel, destination, Code, caller, ct);
        if (outcome.IsRight)
            return await EnrolledAsync(turn, person, Method ?? "", caller);
        return Show(turn, person, outcome.LockedUntil is { } until ? text.Locked(until, clock.GetUtcNow()) : outcome.IsSpent ? text["Code.Spent"] : text["Code.SentWrong"],
            await messages.FindAsync(person, channel, destination, ct));
    }

    private async Task<IActionResult> EnrolledAsync(SignInTurn turn, Storage.Users.Account person, string method, Caller caller)
    {
        await flow.EnrolledAsync(turn, person, method);
        return RecoveryCodes.Left(person) > 0
            ? this.SeeOther(turn.PathOf(Step.Enroll))
            : Show(turn, person, codes: await recovery.IssueAsync(person, caller, CancellationToken.None));
    }

    private PageResult Show(SignInTurn turn, Storage.Users.Account person, string? error = null, Sending? sending = null, IReadOnlyList<string>? codes = null)
    {
        Error = error;
        Person = PersonCard.Of(person);
        MayDecline = turn.Policy is { MustEnroll: false };
        var channel = Method == Factors.Sms ? Channel.Sms : Channel.Email;
        if (codes is not null || RecoveryCodesCard.AreDue(turn))
            Recovery = new RecoveryCodesCard(codes ?? [], RecoveryCodes.Left(person), turn.Attempt?.EnrolledAt is not null || Method is not null);
        else if (Method == Factors.Totp)
            Totp = totp.Again(person, Ticket, turn.Request.RequestId);
        else if (Method is Factors.Sms or Factors.Email && messages.IsOffered(channel))
            Message = MessageEnrollmentCard.Of(channel, To ?? person.Claim(channel == Channel.Sms ? "phone_number" : "email"), sending, clock.GetUtcNow());
        else
        {
            Choices = offers.For(person);
            Passkey = passkeys.IsUsable
                ? PasskeyCard.OfEnrollment(text["Enroll.Passkey"], passkeys.Ask(turn.Request.BrowserHash, turn.Request.RequestId, person), PasskeyQuestions.PathOf(turn, other: false), passkeys.Lifetime)
                    with
                { Quiet = MayDecline ? passkeys.AskQuietly(turn.Request.BrowserHash, turn.Request.RequestId, person) : null }
                : null;
        }
        ModelState.Clear();
        return Page();
    }
}
