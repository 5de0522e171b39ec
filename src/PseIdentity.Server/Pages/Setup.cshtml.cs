using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Pages;

/// <summary>The first administrator chooses a name and a password, once, by the link on the console.</summary>
internal sealed class SetupModel(IFirstAdministrator administrators, PasswordRules rules, PersonalWords words, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "token", SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    public bool IsOpen { get; private set; }

    public IReadOnlyList<string> Errors { get; private set; } = [];

    public PasswordMeter Meter => new(rules.Shortest(withSecondFactor: false), rules.Longest, words.Of(""));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        IsOpen = Token is not null && await administrators.IsOpenAsync(Token, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IsOpen = Token is not null && await administrators.IsOpenAsync(Token, ct);
        if (Token is null || !IsOpen)
            return Page();
        if (UserName is null || Password is null)
            return Show(text["Setup.Missing"]);
        if (rules.FaultsOf(Password, words.Of(UserName), withSecondFactor: false) is { Count: > 0 } faults)
            return Show([.. faults.Select(fault => text.Fault(fault))]);

        switch (await administrators.CreateAsync(Token, UserName.Trim(), Password, ct))
        {
            case FirstAdministratorResult.Created:
                return this.SeeOther("/account");
            case FirstAdministratorResult.NameTaken:
                return Show(text["Setup.NameTaken"]);
            default:
                IsOpen = false;
                return Page();
        }
    }

    private PageResult Show(params string[] errors)
    {
        Errors = errors;
        return Page();
    }
}
