using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Pages.Account;

/// <summary>What the person signs in with.</summary>
internal sealed class SecurityModel(RecentSignIn recent, OwnCredentials credentials, OwnCompanies companies, SignInFlow flow, PasskeyScope scope, IStringLocalizer<Text> text) : PageModel
{
    // A password has its own line; recovery codes are renewed, not named.
    private static readonly string[] Listed = [CredentialKinds.Passkey, CredentialKinds.Totp, CredentialKinds.Sms, CredentialKinds.Email, CredentialKinds.RecoveryCodes, CredentialKinds.Questions];

    [BindProperty(Name = "credential-rename")]
    public Guid? Rename { get; set; }

    [BindProperty(Name = "credential-remove")]
    public Guid? Remove { get; set; }

    /// <summary>The provider whose link is to go.</summary>
    [BindProperty(Name = "company-unlink")]
    public string? Unlink { get; set; }

    [BindProperty(Name = "company-link")]
    public string? Link { get; set; }

    [BindProperty(Name = "name")]
    public string? Name { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public string? DoneBefore { get; set; }

    public string Sid { get; private set; } = "";

    public string? Error { get; private set; }

    public string? Done { get; private set; }

    public PasskeySignal? Signal { get; private set; }

    public bool HasPassword { get; private set; }

    public string? PasswordSince { get; private set; }

    public bool HasSecondFactor { get; private set; }

    /// <summary>Whether the organisation asks for security questions.</summary>
    public bool HasQuestions { get; private set; }

    public IReadOnlyList<CredentialCard> Credentials { get; private set; } = [];

    public IReadOnlyList<CompanyCard> Companies { get; private set; } = [];

    /// <summary>The company that can be linked, as people know it; null where there is none.</summary>
    public string? Offer { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Security, ct));
        Done = text.Done(DoneBefore);
        return await ShowAsync(visit, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Security);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Security, ct));

        var caller = Caller.Of(HttpContext, clientId: null);
        if (Rename is { } renamed)
        {
            if (await credentials.RenameAsync(visit.Person, renamed, Name, caller, ct))
                return this.SeeOther(AccountPage.After(AccountPage.Security, "renamed"));
            Error = text["Security.NameMissing", OwnCredentials.LongestName];
        }
        else if (Link is not null)
            return await LinkAsync(visit, ct);
        else if (Remove is not null || Unlink is not null)
        {
            var outcome = Remove is { } removed ? await credentials.RemoveAsync(visit.Person, removed, caller, ct) : await companies.UnlinkAsync(visit.Person, Unlink ?? "", caller, ct);
            if (outcome != RemovalOutcome.Needed)
                return this.SeeOther(outcome == RemovalOutcome.Removed ? AccountPage.After(AccountPage.Security, Remove is null ? "unlinked" : "removed") : AccountPage.Security);
            Error = text["Security.Needed"];
        }
        return await ShowAsync(visit, ct);
    }

    /// <summary>The person proves at the company that they are the one there, too, and comes back here.</summary>
    private async Task<IActionResult> LinkAsync(AccountVisit visit, CancellationToken ct)
    {
        if (await companies.OfferAsync(visit.Person, ct) is not { } provider)
            return this.SeeOther(AccountPage.Security);
        var handle = await flow.BeginLocalAsync(HttpContext, AccountPage.After(AccountPage.Security, "linked"), ct, link: new LinkWish(provider.Name, visit.Person.Id));
        return this.SeeOther(FederationPaths.AfterForm(handle, provider.Name, null));
    }

    private async Task<PageResult> ShowAsync(AccountVisit visit, CancellationToken ct)
    {
        var (person, times) = (visit.Person, PersonTime.Of(visit.Person));
        Sid = visit.Session.Sid;
        Signal = PasskeySignal.Of(person, scope);
        HasPassword = person.Password is not null;
        PasswordSince = person.PasswordChangedAt is { } since ? times.WriteDay(since) : null;
        HasSecondFactor = SignInPolicies.HasSecondFactor(person);
        HasQuestions = await credentials.QuestionsAskedAsync(person, ct) > 0;
        var removable = await credentials.RemovableAsync(person, ct);
        Credentials = [.. Listed.SelectMany(person.All).Select(each => CredentialCard.Of(each, times, removable.Contains(each.Id), text))];
        Companies = [.. (await companies.OfAsync(person, ct)).Select(each => CompanyCard.Of(each, times, text))];
        Offer = (await companies.OfferAsync(person, ct))?.DisplayName;
        return Page();
    }
}
