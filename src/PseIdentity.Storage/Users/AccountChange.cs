using System.Text.Json;

namespace PseIdentity.Storage.Users;

/// <summary>A person to be created.</summary>
public sealed record NewAccount
{
    /// <summary>A JSON object: standard claims (OpenID Connect Core §5.1), <c>customer_id</c>, <c>roles</c>.</summary>
    public required JsonElement Claims { get; init; }

    /// <summary>A password's hash, never a password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>The shared key of RFC 6238, 20 bytes or so.</summary>
    public byte[]? TotpSecret { get; init; }

    public string? Organization { get; init; }

    public bool MustChangePassword { get; init; }

    /// <summary>A one-time link's token that this account uses up, in the same transaction.</summary>
    public string? SetupToken { get; init; }
}

/// <summary>What became of a change.</summary>
public enum AccountOutcome
{
    Saved,

    /// <summary>It was so already; nothing was written.</summary>
    Unchanged,

    /// <summary>There is no such person.</summary>
    NotFound,

    /// <summary>Somebody else has the user name or customer ID.</summary>
    IdentifierTaken,

    /// <summary>The one-time link was used, or is too old.</summary>
    SetupTokenSpent,
}

/// <summary>A change of a person, with the person where there is one.</summary>
/// <param name="Identifier">Which claim was taken, such as <c>preferred_username</c>.</param>
public sealed record AccountChange(AccountOutcome Outcome, Guid? Id = null, string? Identifier = null);
