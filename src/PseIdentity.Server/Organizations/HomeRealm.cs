using PseIdentity.Storage.Federation;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Organizations;

/// <summary>
/// Decides where somebody signs in. The order is fixed: what the person typed, what the request asks for (<c>idp_hint</c>, <c>organization</c>,
/// <c>domain_hint</c>, <c>login_hint</c>), who they are known to be, what the browser remembers. What names nothing is passed over, and only
/// proven domains count. Nothing of it tells whether an account exists.
/// </summary>
internal sealed class HomeRealm(Homes homes, FederatedIdentityStore links)
{
    public async ValueTask<HomeRealmDecision> DecideAsync(HomeRealmQuestion question, CancellationToken ct)
    {
        var why = new List<string>();
        if (question.IdpHint is null && !await homes.AnyAsync(ct))
            return Here(why, "no organisation has a provider: everybody signs in here");

        // A person's own word ends the search, whatever it comes to.
        if (question.Typed is { } typed)
            return await ByAddressAsync("typed", typed, question, why, ct) ?? Here(why, "what was typed leads nowhere else");
        if (question.IdpHint is { } hint && await ByProviderAsync(hint, question, why, ct) is { } hinted)
            return hinted;
        if (question.Organization is { } organization && await ByNameAsync("organization", organization, question.LoginHint, why, ct) is { } named)
            return named;
        if (question.DomainHint is { } domain && await ByDomainAsync("domain_hint", DomainName.Normalize(domain), question, question.LoginHint, why, ct) is { } held)
            return held;
        if (question.LoginHint is { } login && await ByAddressAsync("login_hint", login, question, why, ct) is { } addressed)
            return addressed;
        if (question.Person is { } person)
            return await ByPersonAsync(person, question, why, ct);
        if (question.Remembered is { } remembered && await ByNameAsync("remembered company", remembered, null, why, ct) is { } known)
            return known;
        return Here(why, "nothing says otherwise");
    }

    private async ValueTask<HomeRealmDecision?> ByProviderAsync(string hint, HomeRealmQuestion question, List<string> why, CancellationToken ct)
    {
        if (await homes.FindProviderAsync(hint, ct) is not { } provider)
        {
            why.Add($"idp_hint '{hint}': no such provider, or switched off");
            return null;
        }
        var organization = question.Organization is { } name && await homes.FindAsync(name, ct) is { } home && home.Provider.Name == provider.Name ? home.Organization : null;
        return new HomeRealmDecision.Elsewhere(provider, organization, question.LoginHint, [.. why, $"idp_hint '{hint}': the provider itself is asked for"]);
    }

    private async ValueTask<HomeRealmDecision?> ByNameAsync(string source, string name, string? loginHint, List<string> why, CancellationToken ct)
    {
        if (await homes.FindAsync(name, ct) is { } home)
            return To(home, loginHint, why, $"{source} '{name}': its people sign in with {home.Provider.Name}");
        why.Add($"{source} '{name}': no such organisation, or without a provider");
        return null;
    }

    private ValueTask<HomeRealmDecision?> ByAddressAsync(string source, string typed, HomeRealmQuestion question, List<string> why, CancellationToken ct)
    {
        if (DomainName.OfAddress(typed) is { } domain)
            return ByDomainAsync(source, domain, question, typed.Trim(), why, ct, typed);
        if (question.AsksForCompany && DomainName.Normalize(typed) is { } itself)
            return ByDomainAsync(source, itself, question, loginHint: null, why, ct);
        why.Add($"{source}: no address");
        return new((HomeRealmDecision?)null);
    }

    private async ValueTask<HomeRealmDecision?> ByDomainAsync(string source, string? domain, HomeRealmQuestion question, string? loginHint, List<string> why, CancellationToken ct, string? address = null)
    {
        var holders = domain is null ? [] : await homes.HoldersAsync(domain, ct);
        if (holders.Count == 0)
        {
            why.Add($"{source}: {domain ?? "what it says"} is no proven domain of an organisation with a provider");
            return null;
        }
        if (!question.AsksForCompany && address is not null)
        {
            if (holders.Any(home => Homes.IsBreakGlass(home.Organization, address)))
                return Here(why, $"{source}: {domain} belongs to {Names(holders)}, and this name may sign in here in any case (break_glass)");
            if (holders.All(home => home.Organization.Policy.LocalSignIn == true))
                return Here(why, $"{source}: {domain} belongs to {Names(holders)}, where people may sign in here, too (local_sign_in)");
        }

        // Where several hold it, the request or the browser may have said already which one.
        var narrowed = holders.FirstOrDefault(home => home.Organization.Name == question.Organization) ?? holders.FirstOrDefault(home => home.Organization.Name == question.Remembered);
        if (holders.Count > 1 && narrowed is null)
            return new HomeRealmDecision.Choose(holders, loginHint, [.. why, $"{source}: {domain} belongs to {Names(holders)}: the person chooses"]);
        var one = narrowed ?? holders[0];
        return To(one, loginHint, why, $"{source}: {domain} belongs to {Names(holders)}, and people of {one.Organization.Name} sign in with {one.Provider.Name}");
    }

    private async ValueTask<HomeRealmDecision> ByPersonAsync(Account person, HomeRealmQuestion question, List<string> why, CancellationToken ct)
    {
        var canSignInHere = person.Has(CredentialKinds.Password) || person.Has(CredentialKinds.Passkey);
        if (person.Organization is { } name && await homes.FindAsync(name, ct) is { } home)
        {
            if (question.AsksForCompany || !canSignInHere || Homes.Insists(home.Organization, person))
                return To(home, question.LoginHint ?? person.Email, why, $"the person belongs to {name}, whose people sign in with {home.Provider.Name}");
        }
        foreach (var link in canSignInHere && !question.AsksForCompany ? [] : await links.OfUserAsync(person.Id, ct))
            if (await homes.FindProviderAsync(link.Provider, ct) is { } provider)
                return new HomeRealmDecision.Elsewhere(provider, null, question.LoginHint ?? person.Email, [.. why, $"the person signs in with {provider.Name} otherwise"]);
        return Here(why, "the person signs in here");
    }

    private static HomeRealmDecision.Elsewhere To(Home home, string? loginHint, List<string> why, string because) =>
        new(home.Provider, home.Organization, loginHint, [.. why, because]);

    private static HomeRealmDecision.Local Here(List<string> why, string because) => new([.. why, because]);

    private static string Names(IReadOnlyList<Home> holders) => string.Join(", ", holders.Select(home => home.Organization.Name));
}
