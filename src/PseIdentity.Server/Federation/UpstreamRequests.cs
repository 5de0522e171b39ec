using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Handles;
using PseIdentity.Storage.Codes;

namespace PseIdentity.Server.Federation;

/// <summary>What was asked of a provider, and for whom: one browser and one sign-in.</summary>
/// <param name="Browser">SHA-256 of the browser's own cookie.</param>
/// <param name="Pending">The handle of the sign-in that this is a step of.</param>
/// <param name="Request">What the protocol needs to check the answer.</param>
internal sealed record UpstreamQuestion(string Provider, byte[] Browser, string Pending, UpstreamRequest Request);

/// <summary>An answer that was posted from another site, until the browser asks for it with its cookies.</summary>
internal sealed record KeptAnswer(string Provider, IReadOnlyList<KeyValuePair<string, string>> Parameters);

/// <summary>A sign-out that goes on at a provider.</summary>
/// <param name="Back">A checked address that the browser goes to in the end; null: our own page.</param>
internal sealed record KeptSignOut(string Provider, string Subject, string? Sid, string? Hint, string? ClientId, string? Back);

/// <summary>What waits for a browser to come back from a provider: found by 256 random bits, sealed, used once.</summary>
internal sealed class UpstreamRequests(CodeStore codes, TimeProvider clock)
{
    private const string Requests = "upstream";
    private const string Answers = "upstream-answer";
    private const string SignOuts = "upstream-sign-out";

    /// <summary>How long somebody may take at the provider: a password, a second factor, a forgotten telephone.</summary>
    private static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan AnswerLifetime = TimeSpan.FromSeconds(60);

    public static string NewState() => RandomId.Of256Bits();

    public async Task KeepAsync(UpstreamQuestion request, CancellationToken ct) =>
        await KeepAsync(Requests, request.Request.State, JsonSerializer.Serialize(request, UpstreamRequestsJson.Default.UpstreamQuestion), RequestLifetime, ct);

    /// <summary>Without using it up: a guess, or somebody else's browser, must not take it away from its owner.</summary>
    public async Task<UpstreamQuestion?> FindAsync(string state, CancellationToken ct) =>
        IsState(state) && await codes.FindAsync(Requests, KeyOf(state), ct) is { Data: { } data } ? JsonSerializer.Deserialize(data, UpstreamRequestsJson.Default.UpstreamQuestion) : null;

    /// <summary>True once.</summary>
    public async Task<bool> TryUseAsync(string state) => await codes.TryUseAsync(Requests, KeyOf(state)) is not null;

    /// <summary>Keeps the first answer to a question; another one to the same finds that one in its place.</summary>
    /// <returns>Where the answer is found, once.</returns>
    public async Task<string> KeepAnswerAsync(string state, KeptAnswer answer, CancellationToken ct)
    {
        // One place for each question, which tells nobody its state.
        var id = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Answers} {state}")));
        await KeepAsync(Answers, id, JsonSerializer.Serialize(answer, UpstreamRequestsJson.Default.KeptAnswer), AnswerLifetime, ct);
        return id;
    }

    public async Task<KeptAnswer?> TakeAnswerAsync(string id) =>
        IsState(id) && await codes.TryUseAsync(Answers, KeyOf(id)) is { Data: { } data } ? JsonSerializer.Deserialize(data, UpstreamRequestsJson.Default.KeptAnswer) : null;

    /// <returns>The state that it is found by.</returns>
    public async Task<string> KeepAsync(KeptSignOut signOut, CancellationToken ct)
    {
        var state = NewState();
        await KeepAsync(SignOuts, state, JsonSerializer.Serialize(signOut, UpstreamRequestsJson.Default.KeptSignOut), RequestLifetime, ct);
        return state;
    }

    public async Task<KeptSignOut?> FindSignOutAsync(string state, CancellationToken ct) =>
        IsState(state) && await codes.FindAsync(SignOuts, KeyOf(state), ct) is { Data: { } data } ? JsonSerializer.Deserialize(data, UpstreamRequestsJson.Default.KeptSignOut) : null;

    public async Task<KeptSignOut?> TakeSignOutAsync(string state) =>
        IsState(state) && await codes.TryUseAsync(SignOuts, KeyOf(state)) is { Data: { } data } ? JsonSerializer.Deserialize(data, UpstreamRequestsJson.Default.KeptSignOut) : null;

    private async Task KeepAsync(string purpose, string secret, string data, TimeSpan lifetime, CancellationToken ct) =>
        await codes.TrySendAsync(new NewCode { Purpose = purpose, Key = KeyOf(secret), Data = data, ExpiresAt = clock.GetUtcNow() + lifetime }, mostSent: 1, ct);

    private static bool IsState(string text) => text.Length == 43;

    private static byte[] KeyOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpstreamQuestion))]
[JsonSerializable(typeof(KeptAnswer))]
[JsonSerializable(typeof(KeptSignOut))]
internal sealed partial class UpstreamRequestsJson : JsonSerializerContext;
