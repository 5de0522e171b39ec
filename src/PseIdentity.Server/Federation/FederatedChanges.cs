using System.Text.Json.Nodes;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Federation;

/// <summary>Applies what a provider says of somebody to an account that follows it, at each sign-in: name, address within proven domains, roles of its groups.</summary>
internal sealed class FederatedChanges(FederatedAccounts federated, FederatedOrganizations organizations, UserStore accounts, UserRegistry registry, IEventLog events)
{
    public async Task ApplyAsync(IdentityProvider provider, Account person, SaidClaims said, Caller caller, CancellationToken ct)
    {
        var claims = new Dictionary<string, JsonNode?>(said.Plain, StringComparer.Ordinal);
        if (claims.TryGetValue("phone_number", out var number) && (string?)number == person.Claim("phone_number"))
            claims.Remove("phone_number_verified");
        var ignored = said.Email is { } address && !await TakeAddressAsync(provider, person, address, said, claims, ct);

        var happened = caller.Event("federation.claims_changed", person.Id, data: Facts(provider));
        var outcome = await federated.FollowAsync(person.Id, new Followed(claims, said.Roles, said.Governed), happened, CancellationToken.None);
        // A name that somebody else has does not keep the person out, and the rest is still true.
        if (outcome is { Outcome: AccountOutcome.IdentifierTaken })
        {
            foreach (var identifier in new[] { "email", "email_verified", "customer_id" })
                claims.Remove(identifier);
            await federated.FollowAsync(person.Id, new Followed(claims, said.Roles, said.Governed), happened, CancellationToken.None);
            ignored = true;
        }
        if (ignored)
            events.Record(caller.Event("federation.address_ignored", person.Id, data: Facts(provider)));
    }

    /// <summary>The company says that somebody has left: nobody stays signed in.</summary>
    public Task DeactivatedAsync(Account person, Caller caller, CancellationToken ct) =>
        registry.EndSessionsAsync(person.Id, ct, new ChangeRecord(caller.Event("federation.deactivated", person.Id), []));

    /// <summary>False where the address is not the provider's to give, or somebody else's: it stays as it is.</summary>
    private async Task<bool> TakeAddressAsync(IdentityProvider provider, Account person, string address, SaidClaims said, Dictionary<string, JsonNode?> claims, CancellationToken ct)
    {
        if (await organizations.OfAddressAsync(provider, address, ct) is not { } organization || (person.Organization is { } own && own != organization.Name))
            return false;
        if ((await accounts.AllByIdentifierAsync(address, ct)).Any(owner => owner.Id != person.Id))
            return false;
        var proven = said.EmailVerified || provider.TrustsEmail;
        if (Identifiers.Normalize(address) != Identifiers.Normalize(person.Email ?? ""))
            (claims["email"], claims["email_verified"]) = (address, proven);
        else if (proven)
            claims["email_verified"] = true;
        return true;
    }

    private static Dictionary<string, string> Facts(IdentityProvider provider) => new() { ["provider"] = provider.Name };
}
