using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Keys;

/// <summary>How signing keys come and go (OIDC Core §10.1.1). The defaults suit most installations.</summary>
public sealed class SigningKeyOptions
{
    /// <summary>
    /// The algorithms that each have a key of their own, in the order of the key set. RS256 is what a relying party may take for granted
    /// (OIDC Core §15.1); each RSA signature costs some twenty times one of ES256. EdDSA is there where the system's libcrypto has Ed25519; take it out
    /// if a relying party stumbles over keys of type OKP. An algorithm taken out stays published until its tokens expired.
    /// </summary>
    public IReadOnlyList<string> Algorithms { get; set; } = SignatureAlgorithms.Asymmetric;

    /// <summary>
    /// How long a key is published before it signs; 7 days. It must exceed the time for which relying parties keep the key set without asking
    /// again, or their users cannot sign in on the day of the change.
    /// </summary>
    public TimeSpan AnnouncedFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a key signs; 90 days. Shorter limits what a stolen key is worth; longer suits relying parties that pin keys by hand.</summary>
    public TimeSpan ActiveFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// The longest lifetime that any signed token can have; 24 hours. A key stays published this long after it stopped signing, so raise it before
    /// giving a client longer tokens.
    /// </summary>
    public TimeSpan LongestTokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>For how long a key stays published after its last token expired; 24 hours, for clocks and nodes that lag. Then its private part is erased.</summary>
    public TimeSpan PublishedAfterwards { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// For how long after it stopped signing a key still verifies an <c>id_token_hint</c>, which may have expired long ago; 365 days. Only the
    /// public part is kept for it.
    /// </summary>
    public TimeSpan KeptForHints { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How often a node looks at the store by itself; one minute. It costs one small read, and is how late a node may learn of a rotation.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with the values, a sentence each; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var algorithm in Algorithms.Except(SignatureAlgorithms.Asymmetric, StringComparer.Ordinal))
            yield return $"Algorithms names {algorithm}; known here are {string.Join(", ", SignatureAlgorithms.Asymmetric)}.";
        // ID tokens default to RS256 (OIDC Discovery §3: it MUST be included), access tokens to ES256.
        if (!Algorithms.Contains("RS256") || !Algorithms.Contains("ES256"))
            yield return "Algorithms must name RS256 and ES256, which tokens have by default; others may be left out.";
        if (Algorithms.Distinct(StringComparer.Ordinal).Count() != Algorithms.Count)
            yield return "Algorithms names one twice.";
        if (AnnouncedFor < TimeSpan.Zero || AnnouncedFor >= ActiveFor)
            yield return "AnnouncedFor must be shorter than ActiveFor, and not negative.";
        if (LongestTokenLifetime <= TimeSpan.Zero || PublishedAfterwards < TimeSpan.Zero || KeptForHints < TimeSpan.Zero)
            yield return "LongestTokenLifetime must be positive; PublishedAfterwards and KeptForHints must not be negative.";
        if (RefreshInterval < TimeSpan.FromSeconds(1))
            yield return "RefreshInterval must be a second or more.";
    }
}
