using System.Text.Json;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Handles;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Federation;

/// <summary>Makes the account of somebody whom a company's provider brings for the first time.</summary>
internal sealed class NewPeople(FederatedAccounts federated, FederatedOrganizations organizations, UserStore accounts)
{
    /// <returns>The account; not new where a sign-in at the same time was faster.</returns>
    /// <exception cref="UpstreamException">What the provider says belongs to somebody else.</exception>
    public async Task<(Account? Person, bool IsNew)> CreateAsync(IdentityProvider provider, string subject, SaidClaims said, Organization? organization, Caller caller, CancellationToken ct)
    {
        var link = new NewLink(provider.Name, subject) { Follows = true };
        var happened = caller.Event("federation.created", null, data: new Dictionary<string, string> { ["provider"] = provider.Name, ["organization"] = organization?.Name ?? "" });
        foreach (var name in await NamesAsync(provider, said, organization, ct))
        {
            var account = new NewAccount { Claims = Claims(provider, said, name), Organization = organization?.Name };
            var made = await federated.CreateAsync(account, link, happened, CancellationToken.None);
            if (made is { Outcome: AccountOutcome.Saved or AccountOutcome.Unchanged, Id: { } id })
                return (await accounts.FindAsync(id, ct), made.Outcome == AccountOutcome.Saved);
            if (made.Identifier != "preferred_username")
                throw new UpstreamException(FederationRefusals.LinkNeeded, $"somebody else has what the provider says is the person's {made.Identifier}");
        }
        throw new UpstreamException("federation.user_name", "no user name is free for the person");
    }

    /// <summary>The names to try, in this order: their own one, the address, their own with the organisation's, and one that nobody can have.</summary>
    private async Task<IReadOnlyList<string>> NamesAsync(IdentityProvider provider, SaidClaims said, Organization? organization, CancellationToken ct)
    {
        var names = new List<string>();
        // A name that looks like an address is somebody's address: it has to be the provider's to give.
        if (said.UserName is { } own && (!Looks(own) || await organizations.OfAddressAsync(provider, own, ct) is not null))
            names.Add(own);
        if (said.Email is { } address)
            names.Add(address);
        var first = names.Count == 0 ? provider.Name : names[0].Split('@')[0];
        names.Add($"{first}.{organization?.Name ?? provider.Name}");
        names.Add($"{first}-{RandomId.Of128Bits()[..8]}");
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static bool Looks(string name) => Identifiers.Normalize(name) is not { } normal || normal.Contains('@', StringComparison.Ordinal);

    private static JsonElement Claims(IdentityProvider provider, SaidClaims said, string name)
    {
        var claims = new JsonObject { ["preferred_username"] = name };
        foreach (var (claim, value) in said.Plain)
            if (value is not null)
                claims[claim] = value.DeepClone();
        if (said.Email is { } address)
            (claims["email"], claims["email_verified"]) = (address, said.EmailVerified || provider.TrustsEmail);
        if (said.Roles.Count > 0)
            claims["roles"] = new JsonArray([.. said.Roles.Select(role => (JsonNode?)role)]);
        return JsonElement.Parse(claims.ToJsonString());
    }
}
