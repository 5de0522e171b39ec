using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>A client acts for itself (RFC 6749 §4.4). Nothing is read but caches, and nothing is written.</summary>
internal sealed class ClientCredentialsGrant(ScopeCatalog scopes) : IGrant
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
        var resource = await scopes.ResourceOfAsync(granted, ct);
        ScopeCatalog.RefuseOtherResource(request.Form, resource);
        return new Redemption(new GrantedAccess
        {
            Client = client.Client,
            Subject = client.Id,
            Scopes = granted,
            Resource = resource,
            NameScopes = request["scope"] is null && granted.Count > 0,
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
