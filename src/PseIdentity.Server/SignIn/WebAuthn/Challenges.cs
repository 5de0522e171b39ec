using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Replays;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>
/// Challenges (Web Authentication Level 3 §13.4.3) that carry, encrypted and authenticated, what they were asked for: no row until they are answered,
/// and then one that makes them work once, on whichever node.
/// </summary>
internal sealed class Challenges(IDataProtectionProvider protection, IReplayStore replays, IOptions<PasskeyOptions> options, TimeProvider clock)
{
    private readonly ProtectedHandles<ChallengeContent> handles = new(protection, "webauthn", ChallengeJson.Default.ChallengeContent);

    /// <summary>A new challenge in base64url. Data Protection adds 128 random bits to each, which nobody can guess or choose.</summary>
    public string Create(Ceremony ceremony, bool requiresVerification, bool isConditional = false) =>
        handles.Protect(new ChallengeContent(
            ceremony.Purpose, ceremony.BrowserHash, ceremony.RequestId, ceremony.UserHandle,
            clock.GetUtcNow().ToUnixTimeMilliseconds(), requiresVerification, isConditional));

    /// <summary>What a challenge of ours asked for; null for any other text.</summary>
    /// <param name="challenge">As it is in the client data. It has one spelling, or it would have two hashes.</param>
    public AskedChallenge? Read(string challenge)
    {
        if (handles.Read(challenge) is not { } content)
            return null;
        return new AskedChallenge(
            new Ceremony(content.Purpose, content.Browser, content.RequestId, content.UserHandle),
            DateTimeOffset.FromUnixTimeMilliseconds(content.AskedAt) + options.Value.ChallengeLifetime,
            content.RequiresVerification, content.IsConditional, SHA256.HashData(Encoding.ASCII.GetBytes(challenge)));
    }

    public bool IsExpired(AskedChallenge challenge) => challenge.ExpiresAt <= clock.GetUtcNow();

    /// <summary>One INSERT decides between answers to the same challenge: true for the first.</summary>
    public ValueTask<bool> TryUseAsync(AskedChallenge challenge, CancellationToken ct) =>
        replays.TryUseAsync("webauthn", challenge.Hash, challenge.ExpiresAt, ct);
}

/// <summary>A challenge of ours, read.</summary>
internal sealed record AskedChallenge(Ceremony Ceremony, DateTimeOffset ExpiresAt, bool RequiresVerification, bool IsConditional, byte[] Hash)
{
    /// <summary>Whether it was asked for the same purpose, in the same browser, for the same request and person.</summary>
    public bool IsFor(Ceremony other) =>
        Ceremony.Purpose == other.Purpose
        && Ceremony.RequestId == other.RequestId
        && CryptographicOperations.FixedTimeEquals(Ceremony.BrowserHash, other.BrowserHash)
        && (Ceremony.UserHandle is null) == (other.UserHandle is null)
        && Ceremony.UserHandle.AsSpan().SequenceEqual(other.UserHandle);
}

internal sealed record ChallengeContent(
    [property: JsonPropertyName("p")] string Purpose,
    [property: JsonPropertyName("b")] byte[] Browser,
    [property: JsonPropertyName("r")] string RequestId,
    [property: JsonPropertyName("u")] byte[]? UserHandle,
    [property: JsonPropertyName("t")] long AskedAt,
    [property: JsonPropertyName("v")] bool RequiresVerification,
    [property: JsonPropertyName("c")] bool IsConditional);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ChallengeContent))]
internal sealed partial class ChallengeJson : JsonSerializerContext;
