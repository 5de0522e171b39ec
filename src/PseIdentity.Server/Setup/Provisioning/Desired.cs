using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Registration;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>What a valid file asks for. Null instead of content: it is to be removed.</summary>
internal sealed record DesiredState(
    IReadOnlyList<Desired<Scope>> Scopes,
    IReadOnlyList<Desired<IdentityProvider>> IdentityProviders,
    IReadOnlyList<Desired<DesiredOrganization>> Organizations,
    IReadOnlyList<Desired<ClientMetadata>> Clients,
    IReadOnlyList<Desired<InitialAccessToken>> InitialAccessTokens,
    IReadOnlyList<Desired<DesiredUser>> Users);

/// <param name="Path">Where the file says so.</param>
/// <param name="Name">Its name, user name or client_id.</param>
/// <param name="Secret">The secret that belongs to it, where the file gives one.</param>
internal sealed record Desired<T>(string Path, string Name, T? Content, string? Secret = null) where T : class;

/// <param name="Logo">The picture of its brand.</param>
/// <param name="Administrators">User names.</param>
internal sealed record DesiredOrganization(Organization Organization, byte[]? Logo, IReadOnlyList<string> Administrators);

internal sealed record DesiredUser
{
    /// <summary>The claims that the file names; others of the person stay.</summary>
    public required JsonElement Claims { get; init; }

    public string? Organization { get; init; }

    public string? Password { get; init; }

    /// <summary>As it is stored.</summary>
    public string? PasswordHash { get; init; }

    public byte[]? TotpSecret { get; init; }

    public bool MustChangePassword { get; init; }
}
