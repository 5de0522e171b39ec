using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages.Account;

/// <summary>What is known about the person, their language, their data.</summary>
internal sealed class ProfileModel(RecentSignIn recent, ProfileEdit edit, EmailChange emails, DataExport export, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "name")]
    public string? FullName { get; set; }

    [BindProperty(Name = "given_name")]
    public string? GivenName { get; set; }

    [BindProperty(Name = "family_name")]
    public string? FamilyName { get; set; }

    [BindProperty(Name = "phone_number")]
    public string? PhoneNumber { get; set; }

    [BindProperty(Name = "locale")]
    public string? Locale { get; set; }

    [BindProperty(Name = "zoneinfo")]
    public string? Zoneinfo { get; set; }

    [BindProperty(Name = "email")]
    public string? Email { get; set; }

    [BindProperty(Name = "done", SupportsGet = true)]
    public string? DoneBefore { get; set; }

    public string Sid { get; private set; } = "";

    public string? Error { get; private set; }

    /// <summary>What of the profile cannot be saved.</summary>
    public ProfileFault? Faulty { get; private set; }

    /// <summary>Whether the address in the other form is what is wrong.</summary>
    public bool IsEmailFaulty => Error is not null && Faulty is null;

    public string? Done { get; private set; }

    public PersonCard Person { get; private set; } = new("", null);

    /// <summary>The organisation that says what the person is called; null where they say it themselves.</summary>
    public string? ManagedBy { get; private set; }

    public bool MayChangeEmail { get; private set; }

    public IReadOnlyList<(string Tag, string Name)> Locales { get; } = [.. Languages.All.Select(tag => (tag, Languages.NameOf(tag)))];

    public IReadOnlyList<string> Zones { get; } = TimeZones.All;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(await recent.AskAsync(HttpContext, AccountPage.Profile, ct));
        Fill(visit);
        Done = text.Done(DoneBefore);
        return await ShowAsync(visit, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Profile);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Profile, ct));

        var input = new ProfileInput { Name = FullName ?? "", GivenName = GivenName ?? "", FamilyName = FamilyName ?? "", PhoneNumber = PhoneNumber ?? "", Locale = Locale, Zoneinfo = Zoneinfo ?? "" };
        if (await edit.SaveAsync(visit.Person, input, Caller.Of(HttpContext, clientId: null), ct) is not { } fault)
            return this.SeeOther(AccountPage.After(AccountPage.Profile, "saved"));
        Email = visit.Person.Email;
        (Error, Faulty) = (text["Profile.Fault." + fault], fault);
        return await ShowAsync(visit, ct);
    }

    public async Task<IActionResult> OnPostEmailAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit || await edit.ManagedByAsync(visit.Person, ct) is not null || !emails.IsOffered)
            return this.SeeOther(AccountPage.Profile);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Profile, ct));

        var address = Email?.Trim();
        if (!MailAddress.IsPlain(address) || address is null)
            Error = text["Profile.EmailWrong"];
        else if (string.Equals(address, visit.Person.Email, StringComparison.OrdinalIgnoreCase))
            Error = text["Profile.EmailSame"];
        else if (await emails.StartAsync(visit.Person, address, ct))
            return this.SeeOther(AccountPage.Email);
        else
            Error = text["AccountEmail.Wait"];
        Fill(visit);
        Email = address;
        return await ShowAsync(visit, ct);
    }

    /// <summary>Everything about the person as a file.</summary>
    public async Task<IActionResult> OnPostExportAsync(CancellationToken ct)
    {
        if (await recent.FindAsync(HttpContext, ct) is not { } visit)
            return this.SeeOther(AccountPage.Profile);
        if (!recent.IsRecent(visit))
            return this.SeeOther(await recent.AskAgainAsync(HttpContext, visit, AccountPage.Profile, ct));
        Response.Headers.CacheControl = "no-store";
        return File(await export.WriteAsync(visit.Person, Caller.Of(HttpContext, clientId: null), ct), "application/json", "account-data.json");
    }

    private void Fill(AccountVisit visit)
    {
        var person = visit.Person;
        (FullName, GivenName, FamilyName) = (person.Claim("name"), person.Claim("given_name"), person.Claim("family_name"));
        (PhoneNumber, Email, Zoneinfo) = (person.Claim("phone_number"), person.Email, person.Claim("zoneinfo"));
        Locale = person.Claim("locale");
    }

    private async Task<PageResult> ShowAsync(AccountVisit visit, CancellationToken ct)
    {
        Sid = visit.Session.Sid;
        Person = PersonCard.Of(visit.Person);
        ManagedBy = (await edit.ManagedByAsync(visit.Person, ct))?.DisplayName;
        MayChangeEmail = ManagedBy is null && emails.IsOffered;
        return Page();
    }

    /// <summary>Whether the person's language is this one, whatever the region.</summary>
    public bool Speaks(string tag) => Locale is not null && (Locale.Equals(tag, StringComparison.OrdinalIgnoreCase) || Locale.StartsWith(tag + "-", StringComparison.OrdinalIgnoreCase));
}
