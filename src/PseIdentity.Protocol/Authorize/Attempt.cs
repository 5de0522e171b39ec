using System.Text.Json.Serialization;

namespace PseIdentity.Protocol.Authorize;

/// <summary>
/// What one browser has proven and chosen for one authorization request: made by the first successful step, kept apart from the
/// session so that two tabs cannot mix people, and turned into a session only when policy is met.
/// </summary>
public sealed record Attempt
{
    /// <summary>The request's random id, from its pending handle.</summary>
    public required string RequestId { get; init; }

    /// <summary>SHA-256 of the browser's own cookie.</summary>
    public required byte[] BrowserHash { get; init; }

    /// <summary>Who proved the first factor.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The factors proven, in order.</summary>
    public IReadOnlyList<ProvenFactor> Factors { get; init; } = [];

    /// <summary>"Remember me" as chosen with the first factor.</summary>
    public bool Remember { get; init; }

    /// <summary>Whether the browser can make a passkey, as it said with the first factor: only then is one offered.</summary>
    public bool CanEnroll { get; init; }

    /// <summary>
    /// What the person set up on the way, by <see cref="ProvenFactor.Method"/>. It proves nothing for this sign-in: whoever brought no more than a password
    /// has bound something to the account, and has not shown that it is the account's owner who holds it.
    /// </summary>
    public IReadOnlyList<string>? Enrolled { get; init; }

    /// <summary>When the person set a factor or recovery codes up on the way: the page with the codes is still to be answered.</summary>
    public DateTimeOffset? EnrolledAt { get; init; }

    /// <summary>When the person answered the offer to enrol another factor, whatever the answer.</summary>
    public DateTimeOffset? EnrollmentAnsweredAt { get; init; }

    /// <summary>"Trust this device" as chosen with the second factor.</summary>
    public bool TrustDevice { get; init; }

    /// <summary>Scopes allowed for this request, whether or not the choice is remembered.</summary>
    public IReadOnlyList<string>? AllowedScopes { get; init; }

    /// <summary>The hash of the authorization details approved for this request; never remembered beyond it.</summary>
    public string? AllowedDetails { get; init; }

    /// <summary>When, for <c>prompt=consent</c>.</summary>
    public DateTimeOffset? ConsentedAt { get; init; }

    /// <summary>When an account was chosen, for <c>prompt=select_account</c>.</summary>
    public DateTimeOffset? AccountChosenAt { get; init; }

    /// <summary>True when the person refused (consent denied, sign-in cancelled).</summary>
    public bool Denied { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Counts saves; a save with an old number is refused.</summary>
    public int Version { get; init; }
}

/// <summary>Something that was proven.</summary>
/// <param name="Method">What it was, as the sign-in calls it: <c>pwd</c>, <c>otp</c>, <c>passkey</c>, …</param>
/// <param name="At">When.</param>
/// <param name="UserVerified">Whether an authenticator asked its holder for a PIN or a biometric this time (WebAuthn §6.1, UV).</param>
public sealed record ProvenFactor(string Method, DateTimeOffset At, bool UserVerified = false)
{
    /// <summary>Where a company's provider vouches for the person: the row of its session, which belongs to ours once the sign-in is complete.</summary>
    public Guid? Upstream { get; init; }

    /// <summary>The provider's own words for how the person signed in there (RFC 8176), where they count here.</summary>
    public IReadOnlyList<string>? Amr { get; init; }

    /// <summary>The level of ours that the person reached there, where that counts here.</summary>
    public string? Level { get; init; }

    /// <summary>When the person proved themselves there; null where the provider does not say.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    [JsonIgnore]
    public bool IsPasskey => Method.EndsWith("passkey", StringComparison.Ordinal);
}

public interface IAttemptStore
{
    /// <summary>The attempt of this browser for this request, or null; never another browser's.</summary>
    ValueTask<Attempt?> FindAsync(string requestId, byte[] browserHash, CancellationToken ct);

    /// <summary>Writes it when nobody else did since it was read (<see cref="Attempt.Version"/> equals the stored one, 0 for a new one); false otherwise.</summary>
    ValueTask<bool> TrySaveAsync(Attempt attempt, CancellationToken ct);

    ValueTask RemoveAsync(string requestId, byte[] browserHash, CancellationToken ct);
}
