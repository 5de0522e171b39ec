using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>A client acts for itself (RFC 6749 §4.4). Nothing is read but caches, and nothing is written.</summary>
internal sealed class ClientCredentialsGrant(ResourceIndicators resources) : IGrant
{
    public string GrantType => "client_credentials";

    // §4.4: "The client credentials grant type MUST only be used by confidential clients."
    public IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client) => client.TokenEndpointAuthMethod != "none" ? [] :
        [new("grant_types", "grants.public", "The grant type client_credentials is for clients that authenticate; token_endpoint_auth_method is none.")];

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        // §4.4: "The client credentials grant type MUST only be used by confidential clients."
        if (client.Client.IsPublic)
            throw Refuse.UnauthorizedClient("client_credentials.public", "A public client cannot use client_credentials.");

        var granted = request["scope"] is { } asked ? Checked(ScopeCatalog.Parse(asked), client) : [.. client.Client.Scopes.Where(IsForClients).Order(StringComparer.Ordinal)];
        var details = CheckedDetails.Parse(request["authorization_details"], client.Client);
        if (details?.NeedsPerson == true)
            throw Refuse.InvalidAuthorizationDetails("client_credentials.details", "Only a person can approve these authorization details.");
        var target = await resources.OfTokenAsync(request.Form, await resources.OfRequestAsync(request.Form, granted, details, ct), granted, details, ct);
        return new Redemption(new GrantedAccess
        {
            Client = client.Client,
            Subject = client.Id,
            Scopes = target.Scopes,
            Resource = target.Resource,
            AuthorizationDetails = target.Details?.Json,
            NameScopes = target.Scopes.Count > 0 && (request["scope"] is null || target.Scopes.Count != granted.Count),
        }, null);
    }

    private static IReadOnlyList<string> Checked(IReadOnlyList<string> asked, AuthenticatedClient client)
    {
        foreach (var scope in asked)
            if (!client.Client.Scopes.Contains(scope) || !IsForClients(scope))
                throw Refuse.InvalidScope("client_credentials.scope", "The client may not have this scope for itself.", scope);
        return asked;
    }

    // The standard scopes are about a person, and here is none.
    private static bool IsForClients(string scope) => !StandardScopes.All.Any(standard => standard.Name == scope);
}
