using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages.Account;

/// <summary>How a company that signs somebody in is shown to them.</summary>
/// <param name="More">Since when, and when last.</param>
internal sealed record CompanyCard(string Provider, string Name, string More, bool MayUnlink)
{
    public static CompanyCard Of(LinkedCompany company, PersonTime times, IStringLocalizer<Text> text) => new(company.Provider, company.Name,
        text["Security.Linked", times.WriteDay(company.Since)] + " · " + text["Security.Used", times.WriteDay(company.LastUsedAt)], company.MayUnlink);
}
