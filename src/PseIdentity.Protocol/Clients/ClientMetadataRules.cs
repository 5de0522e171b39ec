namespace PseIdentity.Protocol.Clients;

/// <summary>
/// What a client may register (RFC 7591 §2, OpenID Connect Registration §2), the same for the provisioning file, the console, the
/// registration endpoint and metadata documents. Every broken rule is named, so that a mistake is found in one round. What a grant or a way of
/// authenticating needs of its clients it says itself.
/// </summary>
/// <param name="can">What values may name.</param>
/// <param name="development">True on a developer's machine: plain http is accepted for every host.</param>
public sealed class ClientMetadataRules(Capabilities can, bool development)
{
    /// <summary>A secret that cannot be guessed needs no slow hash.</summary>
    public const int ShortestSecret = 32;

    public bool Development { get; } = development;

    /// <param name="client">What is to be registered.</param>
    /// <param name="secret">The secret that it will have; null where there is none.</param>
    public IReadOnlyList<BrokenRule> Check(ClientMetadata client, string? secret) =>
    [
        .. GrantRules.Check(client, can),
        .. AuthenticationRules.Check(client, secret, can),
        .. KeyRules.Check(client, Development),
        .. RedirectUriRules.Check("redirect_uris", client.RedirectUris, client.ApplicationType, Development),
        .. RedirectUriRules.Check("post_logout_redirect_uris", client.PostLogoutRedirectUris, client.ApplicationType, Development),
        .. AddressRules.Check(client, Development),
        .. LogoutUriRules.Check(client, Development),
        .. SectorRules.Check(client, Development),
        .. ScopeRules.Check(client),
        .. EncryptionRules.Check(client, can),
        .. RequestRules.Check(client, can, Development),
        .. WordRules.Check(client, can),
        .. NumberRules.Check(client),
        .. ProfileRules.Check(client, Development),
        .. SenderRules.Check(client, can),
    ];
}
