using System.Text;
using System.Text.Json;

namespace PseIdentity.Storage.Users;

/// <summary>A person with everything that signing in needs.</summary>
public sealed class Account
{
    private List<Credential> credentials = [];

    /// <summary>The row; never leaves the provider.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>sub</c> (OpenID Connect Core §2).</summary>
    public required string Subject { get; init; }

    /// <summary>Grows when what is under way must be undone.</summary>
    public required int Stamp { get; init; }

    public required bool Active { get; init; }

    /// <summary>The owner said that a sign-in was not theirs: nobody is signed in until they have recovered the account.</summary>
    public bool LockedByOwner { get; init; }

    /// <summary>JSON: what the person chose for the pages and notices; null for nothing.</summary>
    public string? Preferences { get; init; }

    /// <summary>A JSON object: standard claims (Core §5.1), <c>customer_id</c>, <c>roles</c>.</summary>
    public required JsonElement Claims { get; init; }

    /// <summary>The name of the organisation whose policy holds, if any.</summary>
    public string? Organization { get; init; }

    public required bool MustChangePassword { get; init; }

    public DateTimeOffset? PasswordChangedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A row per authenticator.</summary>
    public IReadOnlyList<Credential> Credentials => credentials;

    public Credential? Password => Find(CredentialKinds.Password);

    public Credential? Totp => Find(CredentialKinds.Totp);

    /// <summary>The first authenticator of a kind; null where none is enrolled.</summary>
    public Credential? Find(string kind) => credentials.Find(credential => credential.Kind == kind);

    public bool Has(string kind) => Find(kind) is not null;

    public IEnumerable<Credential> All(string kind) => credentials.Where(credential => credential.Kind == kind);

    public string? PreferredUsername => Claim("preferred_username");

    public string? Email => Claim("email");

    /// <summary>The address that is known to be theirs; null without one.</summary>
    public string? VerifiedEmail => IsTrue("email_verified") ? Email : null;

    /// <summary>The number that is known to be theirs; null without one.</summary>
    public string? VerifiedPhone => IsTrue("phone_number_verified") ? Claim("phone_number") : null;

    public bool HasRole(string role) => Claims.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
        && roles.EnumerateArray().Any(each => each.ValueEquals(role));

    private bool IsTrue(string claim) => Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The same person, as if these authenticators were not there.</summary>
    public Account Without(Predicate<Credential> leaving)
    {
        var less = (Account)MemberwiseClone();
        less.credentials = [.. credentials.Where(credential => !leaving(credential))];
        return less;
    }

    internal void Own(Credential credential) => credentials.Add(credential);

    /// <summary>A claim that is a string, or null.</summary>
    public string? Claim(string name) => Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>The kinds of authenticators.</summary>
public static class CredentialKinds
{
    /// <summary>What counts beside a password. Recovery codes and questions stand in for one of these and are none themselves.</summary>
    public static IReadOnlyList<string> SecondFactors { get; } = [Passkey, Totp, Sms, Email];

    public const string Password = "password";
    public const string Totp = "totp";
    public const string Passkey = "passkey";

    /// <summary>Codes by text message; the secret is the number.</summary>
    public const string Sms = "sms";

    /// <summary>Codes by mail; the secret is the address.</summary>
    public const string Email = "email";

    /// <summary>One row for all recovery codes of a person: the secret is a JSON list of their hashes.</summary>
    public const string RecoveryCodes = "recovery";

    /// <summary>One row for all security questions of a person: the secret is the hash of the answers together.</summary>
    public const string Questions = "questions";

    /// <summary>Not a row of its own: a link to a company's provider, where kinds of ways in are counted.</summary>
    public const string Federated = "federated";
}

/// <summary>One authenticator of a person, its secret in the clear.</summary>
public sealed class Credential
{
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="CredentialKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A password's hash or a key; encrypted in the database.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Counts changes of the secret; a change names the version it replaces.</summary>
    public required int Version { get; init; }

    /// <summary>What its owner calls it.</summary>
    public string? Name { get; init; }

    /// <summary>JSON that is no secret; for a passkey what it said about itself.</summary>
    public string? Data { get; init; }

    /// <summary>A passkey's credential id.</summary>
    public byte[]? ExternalId { get; init; }

    /// <summary>A passkey's signature counter.</summary>
    public long? SignCount { get; init; }

    /// <summary>The last time step that was used (RFC 6238 §5.2).</summary>
    public long? LastStep { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>
    /// When the first of these authenticators was set up by somebody who had proven no other: those that are added or replaced with it stand on the same, so they
    /// keep its time. Null where an operator set it up, or where it was added with one of these.
    /// </summary>
    public DateTimeOffset? UnbackedSince { get; init; }

    /// <summary>The secret where it is text, such as a password's hash.</summary>
    public string SecretText() => Encoding.UTF8.GetString(Secret);
}
