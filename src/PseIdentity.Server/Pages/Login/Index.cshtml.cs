using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Maintenance;

namespace PseIdentity.Server.Pages.Login;

/// <summary>User name and password, or a passkey in place of both.</summary>
internal sealed class IndexModel(SignInFlow flow, PasswordCheck passwords, PasskeySignIn passkeys, PasskeyQuestions questions, PasskeyScope scope,
    CompanyWay company, Homes homes, MaintenanceStore maintenance, IEventLog events, IStringLocalizer<Text> text, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    /// <summary>Set when the person has said that somebody else signs in.</summary>
    [BindProperty(Name = "other", SupportsGet = true)]
    public string? Other { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    [BindProperty(Name = "remember")]
    public bool Remember { get; set; }

    /// <summary>What the browser answered, by script, where a passkey was used (<c>AuthenticationResponseJSON</c>).</summary>
    [BindProperty(Name = "passkey")]
    public string? PasskeyAnswer { get; set; }

    /// <summary>Set by script where the browser can make a passkey.</summary>
    [BindProperty(Name = "can-enroll")]
    public bool CanEnroll { get; set; }

    [BindProperty(Name = "login-cancel")]
    public string? Cancel { get; set; }

    [BindProperty(Name = "login-continue")]
    public string? Continue { get; set; }

    public ClientCard? Client { get; private set; }

    /// <summary>Null where browsers offer no passkeys at this address.</summary>
    public PasskeyCard? Passkey { get; private set; }

    /// <summary>The passkey that was just refused because nobody here knows it: the browser may forget it.</summary>
    public PasskeySignal? Unknown { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Whether companies sign people in: then a name may be enough.</summary>
    public bool HasCompanies { get; private set; }

    /// <summary>The way to the company of whoever was just refused here.</summary>
    public string? CompanyPath { get; private set; }

    public string? CompanyName { get; private set; }

    /// <summary>Where a work address leads to its company.</summary>
    public string AskCompanyPath => StepPaths.WithPending(StepPaths.Company, Uri.EscapeDataString(Pending ?? "")) + (Other is null ? "" : "&other=yes");

    /// <summary>Whether a mail could end the wait.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>Whether somebody who is signed in is asked once more. The name can still be typed: it may be another person.</summary>
    public bool IsAgain { get; private set; }

    /// <summary>Who signed in beside this page, in another tab.</summary>
    public PersonCard? Meanwhile { get; private set; }

    /// <summary>When nobody will be able to sign in.</summary>
    public MaintenanceCard? Announced { get; private set; }

    /// <summary>Where somebody goes who has forgotten something; they come back to this sign-in.</summary>
    public string RecoverPath(string way) => StepPaths.WithPending("/recover/" + way, Uri.EscapeDataString(Pending ?? ""));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Pending is null)
            return this.SeeOther(await flow.StartLocalAsync(HttpContext, "/account", ct));
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (Other is null && turn.Next is (Step.SecondFactor or Step.ChangePassword or Step.VerifyEmail or Step.Enroll or Step.SecurityQuestions))
            return this.SeeOther(turn.PathOf(turn.Next));
        if (Other is null && !IsSignedInBeside(turn) && await company.FindAsync(HttpContext, turn, ct) is { } elsewhere)
            return this.SeeOther(elsewhere);

        Announced = MaintenanceCard.OfAnnounced(await maintenance.FindAsync(ct), clock.GetUtcNow());
        HasCompanies = await homes.AnyAsync(ct);
        var page = Show(turn);
        UserName = IsAgain && turn.Person is { } person ? PersonName.SignInName(person) : turn.Asked.LoginHint;
        return page;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (Cancel is not null)
            return this.SeeOther(await flow.DenyAsync(turn, ct));
        if (Continue is not null)
            return this.SeeOther(await flow.GoOnAsync(turn, ct));
        HasCompanies = await homes.AnyAsync(ct);
        if (PasskeyAnswer is not null)
            return await UsePasskeyAsync(turn, PasskeyAnswer, ct);
        // A work address goes to its company, whatever stands beside it, and whether or not anybody has it here.
        if (UserName is { } typed && await company.FindForNameAsync(HttpContext, turn, typed, ct) is { } elsewhere)
            return this.SeeOther(elsewhere);
        if (UserName is null || Password is null)
            return Show(turn, text["Login.Missing"]);

        switch (await passwords.CheckAsync(UserName, Password, Caller.Of(HttpContext, turn.Client?.Id), ct))
        {
            case PasswordOutcome.Right right when await homes.InsistingOnAsync(right.Account, ct) is { } home:
                return RefuseHere(turn, right.Account, home);
            case PasswordOutcome.Right right:
                return this.SeeOther(await flow.FirstFactorProvenAsync(HttpContext, turn, right.Account, new ProvenFactor(Factors.Password, clock.GetUtcNow()), Remember, CanEnroll, ct));
            case PasswordOutcome.Locked locked:
                IsLocked = true;
                return Show(turn, text.Locked(locked.Until, clock.GetUtcNow()));
            case PasswordOutcome.TooManyHere here:
                Show(turn, text.TooManyHere(here.Until, clock.GetUtcNow()));
                return this.TooMany(here.Until - clock.GetUtcNow());
            case PasswordOutcome.Busy:
                Show(turn, text["Error.Busy"]);
                return this.Busy(PasswordHashing.RetryAfter);
            default:
                return Show(turn, text["Login.Wrong"]);
        }
    }

    private async Task<IActionResult> UsePasskeyAsync(SignInTurn turn, string answer, CancellationToken ct)
    {
        var proof = await passkeys.ProveAloneAsync(answer, turn, PasskeyQuestions.KnownAt(turn, Other is not null), Caller.Of(HttpContext, turn.Client?.Id), ct);
        if (proof.Person is { } employee && await homes.InsistingOnAsync(employee, ct) is { } home)
            return RefuseHere(turn, employee, home);
        if (proof is { Person: { } person, Factor: { } factor })
            return this.SeeOther(await flow.FirstFactorProvenAsync(HttpContext, turn, person, factor, Remember, CanEnroll, ct));
        Unknown = proof.UnknownId is { } id ? PasskeySignal.OfUnknown(id, scope) : null;
        return Show(turn, text.PasskeyFault(proof.Fault));
    }

    // Said only to somebody who has proven to be who they say: it tells strangers nothing.
    private PageResult RefuseHere(SignInTurn turn, Storage.Users.Account person, Home home)
    {
        events.Record(Caller.Of(HttpContext, turn.Client?.Id).Event("signin.refused_company", person.Id, data: new Dictionary<string, string> { ["organization"] = home.Organization.Name }));
        CompanyPath = CompanyWay.PathTo(turn, home.Provider.Name, person.Email, afterForm: false);
        CompanyName = home.Organization.DisplayName;
        return Show(turn, text["Login.AtCompany", home.Organization.DisplayName]);
    }

    private bool IsSignedInBeside(SignInTurn turn) => turn is { Person: { } person, Session: { } session }
        && person.Id == session.UserId && session.SignedInAt > turn.Request.ArrivedAt && Other is null;

    private PageResult Show(SignInTurn turn, string? error = null)
    {
        Client = ClientCard.Of(turn.Client);
        Error = error;
        if (IsSignedInBeside(turn) && turn.Person is { } person)
            Meanwhile = PersonCard.Of(person);
        IsAgain = turn.Session is not null && Meanwhile is null && Other is null;
        Passkey = questions.For(turn, Other is not null) is { } options
            ? PasskeyCard.OfSignIn(text["Login.Passkey"], options, PasskeyQuestions.PathOf(turn, Other is not null), passkeys.Lifetime)
            : null;
        return Page();
    }
}
