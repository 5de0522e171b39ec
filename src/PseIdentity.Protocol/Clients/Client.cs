using System.Collections.Frozen;

namespace PseIdentity.Protocol.Clients;

/// <summary>A registered client (RFC 6749 §2), as read from its metadata; immutable and cached.</summary>
public sealed class Client
{
    public Client(string id, ClientMetadata metadata, IReadOnlyList<ClientSecret> secrets)
    {
        Id = id;
        Metadata = metadata;
        Secrets = secrets;
        Profile = SecurityProfile.Of(metadata);
        Sector = metadata.SubjectType == "pairwise" ? SectorRules.SectorOf(metadata) : null;
        Scopes = (metadata.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }

    public string Id { get; }

    public ClientMetadata Metadata { get; }

    /// <summary>What it is held to.</summary>
    public SecurityProfile Profile { get; }

    /// <summary>The secrets that are valid side by side while one replaces the other.</summary>
    public IReadOnlyList<ClientSecret> Secrets { get; }

    /// <summary>The sector in which people have pairwise names (OpenID Connect Core §8.1); null for a client that sees public ones.</summary>
    public string? Sector { get; }

    /// <summary>True when <see cref="Id"/> is the address of its metadata, which whoever has that host decides.</summary>
    public bool FromDocument { get; init; }

    /// <summary>True when it registered itself (RFC 7591), so that nobody here has looked at what it says about itself.</summary>
    public bool SelfRegistered { get; init; }

    /// <summary>The scopes that it may ask for.</summary>
    public FrozenSet<string> Scopes { get; }

    public string Name => Metadata.ClientName ?? Id;

    /// <summary>RFC 6749 §2.1: cannot keep a secret.</summary>
    public bool IsPublic => Metadata.TokenEndpointAuthMethod == "none";

    public bool May(string grantType) => Metadata.GrantTypes.Contains(grantType, StringComparer.Ordinal);

    /// <summary>Whether its refresh tokens rotate: by default those of public clients that are not bound to a key (RFC 9700 §4.14.2: one or the other).</summary>
    public bool RotatesRefreshTokens(bool senderConstrained) => Profile.RotatesRefreshTokens ?? Metadata.RefreshRotation ?? (IsPublic && !senderConstrained);
}

/// <summary>A client secret as it is kept: its SHA-256. Secrets are 32 random characters or more, so a slow hash would add nothing.</summary>
public sealed record ClientSecret(byte[] Sha256, DateTimeOffset? ExpiresAt)
{
    /// <summary>The secret itself, for a client that proves it by a MAC and never sends it; null for every other.</summary>
    public string? Value { get; init; }

    /// <summary>Whoever logs a client must not log this.</summary>
    public override string ToString() => nameof(ClientSecret);
}

/// <summary>Where clients are found. Only enabled ones; cached per node and renewed when they change.</summary>
public interface IClientStore
{
    ValueTask<Client?> FindAsync(string clientId, CancellationToken ct);

    /// <summary>True when any enabled client allows this browser origin, for preflights (they name no client).</summary>
    ValueTask<bool> AnyAllowsOriginAsync(string origin, CancellationToken ct);
}
