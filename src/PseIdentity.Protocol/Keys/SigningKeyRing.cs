using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Keys;

/// <summary>
/// The provider's signing keys as this node sees them, and their rotation (OIDC Core §10.1.1). Any number of nodes share one store; each may
/// find a key due, one makes it. Everything but the asynchronous methods answers from memory.
/// </summary>
public sealed partial class SigningKeyRing(
    ISigningKeyStore store, TimeProvider clock, SigningKeyOptions options, ILogger<SigningKeyRing> logger) : IDisposable
{
    // A stranger can name any kid; this bounds how often that reads the store.
    private static readonly TimeSpan ShortestReload = TimeSpan.FromSeconds(5);

    private const int MostTries = 5;

    private readonly SemaphoreSlim oneRefresh = new(1, 1);
    private volatile KeyRingState state = KeyRingState.Empty;
    private long refreshed;

    /// <summary>The algorithms there are keys for, in the order of the settings.</summary>
    public IReadOnlyList<string> Algorithms => options.Algorithms;

    /// <summary>The JWK set document: keys announced, signing, and retired ones whose tokens may still be valid. The same on every node.</summary>
    public byte[] PublishedJwks => state.Jwks;

    /// <summary>The keys of <see cref="PublishedJwks"/>.</summary>
    public IReadOnlyList<VerificationKey> Published => state.Published;

    /// <summary>Changes when the document does; safe inside an ETag.</summary>
    public string Version => state.Version;

    /// <summary>The key that signs now.</summary>
    /// <exception cref="InvalidOperationException">Before <see cref="InitializeAsync"/>, or for an algorithm that is not in the settings.</exception>
    public SigningKey Current(string algorithm) => state.Signing(algorithm)
        ?? throw new InvalidOperationException($"There is no signing key for {algorithm}: it is not set up, or the ring is not initialised.");

    /// <summary>The key to verify a token of ours with; null for keys that are unknown, of another algorithm, or no longer published.</summary>
    public VerificationKey? Find(string kid, string alg) => state.Find(kid, alg, alsoRetired: false);

    /// <summary>As <see cref="Find"/>, but looks into the store for a key it does not know: another node may have made it a moment ago.</summary>
    public async ValueTask<VerificationKey?> FindAsync(string kid, string alg, CancellationToken ct)
    {
        if (Find(kid, alg) is { } known)
            return known;
        if (LoadedJustNow)
            return null;

        await oneRefresh.WaitAsync(ct);
        try
        {
            if (!LoadedJustNow)
                await LoadAndRotateAsync(ct);
        }
        finally
        {
            oneRefresh.Release();
        }
        return Find(kid, alg);
    }

    /// <summary>
    /// The key to verify an <c>id_token_hint</c> with, which may be long expired (OIDC Core §3.1.2.1): also keys no longer published. Never use it
    /// where the token grants something.
    /// </summary>
    public VerificationKey? FindForHint(string kid, string alg) => state.Find(kid, alg, alsoRetired: true);

    /// <summary>Loads the keys, and makes the first of each algorithm where there is none. Call it before requests are served; again is harmless.</summary>
    public async ValueTask InitializeAsync(CancellationToken ct) => await RefreshAsync(ct);

    /// <summary>Loads again, makes keys that are due, erases private parts that are done with. Call it when told that the store has changed.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await oneRefresh.WaitAsync(ct);
        try
        {
            await LoadAndRotateAsync(ct);
        }
        finally
        {
            oneRefresh.Release();
        }
    }

    /// <summary>
    /// The operator's rotation, for a key that may be stolen: a new key signs at once, without announcement, and overtakes one that is announced.
    /// The old key stays published, because its tokens are out; relying parties that meet the unknown <c>kid</c> must fetch the key set again
    /// (OIDC Core §10.1.1 asks it of them).
    /// </summary>
    /// <param name="algorithm">One algorithm, or null for all.</param>
    /// <param name="compromised">
    /// The keys before are known to be stolen: they leave the key set at once, and nothing that they signed is believed any more, hints included.
    /// Tokens that are out become worthless, so people may have to sign in to applications again.
    /// </param>
    /// <param name="ct">Stops between keys.</param>
    public async ValueTask RotateNowAsync(string? algorithm, bool compromised, CancellationToken ct)
    {
        if (algorithm is not null && !Algorithms.Contains(algorithm))
            throw new ArgumentException($"There are no keys for {algorithm}.", nameof(algorithm));

        await oneRefresh.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            foreach (var rotated in algorithm is null ? Algorithms : [algorithm])
            {
                // Another node may take the generation for a key that it only announces; then the next number is free.
                var tries = 1;
                while (!await AddAsync(rotated, await LoadAsync(ct), now, now, ct))
                {
                    if (++tries > MostTries)
                        throw new InvalidOperationException($"The store took no new key for {rotated}.");
                }
                if (compromised)
                    await CondemnAsync(await LoadAsync(ct), rotated, now);
            }
            await ShowAsync(await LoadAsync(ct), now, ct);
        }
        finally
        {
            oneRefresh.Release();
        }
    }

    /// <summary>Erases the private keys from memory. The ring is of no use afterwards.</summary>
    public void Dispose()
    {
        oneRefresh.Dispose();
        foreach (var key in state.SigningKeys)
            key.Dispose();
    }

    private bool LoadedJustNow => clock.GetElapsedTime(Volatile.Read(ref refreshed)) < ShortestReload;

    private async ValueTask LoadAndRotateAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var calendar = await LoadAsync(ct);
        var changed = false;
        foreach (var algorithm in Algorithms)
        {
            if (calendar.Due(algorithm, now) is not { } activatesAt)
                continue;
            // Whoever was first made the key; what counts is what the store says now.
            await AddAsync(algorithm, calendar, now, activatesAt, ct);
            changed = true;
        }
        await ShowAsync(changed ? await LoadAsync(ct) : calendar, now, ct);
    }

    private async ValueTask<RotationCalendar> LoadAsync(CancellationToken ct) => new(await store.LoadAsync(ct), options);

    private async ValueTask<bool> AddAsync(
        string algorithm, RotationCalendar calendar, DateTimeOffset now, DateTimeOffset activatesAt, CancellationToken ct)
    {
        using var key = SigningKey.Generate(algorithm);
        var stored = new StoredSigningKey
        {
            Id = key.KeyId,
            Algorithm = algorithm,
            Generation = (calendar.Newest(algorithm)?.Generation ?? 0) + 1,
            CreatedAt = now,
            ActivatesAt = activatesAt,
            RetiresAt = activatesAt + options.ActiveFor,
            PublicKey = Json(key.PublicKey),
            PrivateKey = key.ExportPkcs8(),
        };
        var added = await store.TryAddAsync(stored, ct);
        if (added)
            LogMade(stored.Id, algorithm, stored.Generation, activatesAt);
        return added;
    }

    // Announced ones too: whoever could read one could read them all. Once begun it is not interrupted.
    private async ValueTask CondemnAsync(RotationCalendar calendar, string algorithm, DateTimeOffset now)
    {
        var newest = calendar.Newest(algorithm);
        foreach (var key in calendar.Keys.Where(key => key.Algorithm == algorithm && key.Id != newest?.Id && key.CompromisedAt is null))
        {
            await store.CondemnAsync(key.Id, now, CancellationToken.None);
            LogCondemned(key.Id, key.Algorithm, key.Generation);
        }
    }

    private async ValueTask ShowAsync(RotationCalendar calendar, DateTimeOffset now, CancellationToken ct)
    {
        state = KeyRingState.At(now, calendar, options, state);
        Volatile.Write(ref refreshed, clock.GetTimestamp());

        foreach (var key in calendar.Keys.Where(key => key.PrivateKey is not null && !calendar.IsPublished(key, now)))
        {
            await store.EraseAsync(key.Id, ct);
            LogErased(key.Id, key.Algorithm, key.Generation);
        }
    }

    private static string Json(Jwk key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            key.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    [LoggerMessage(700, LogLevel.Information, "Made signing key {KeyId} for {Algorithm}, generation {Generation}, which signs from {ActivatesAt:u}")]
    private partial void LogMade(string keyId, string algorithm, int generation, DateTimeOffset activatesAt);

    [LoggerMessage(701, LogLevel.Information, "Erased the private part of signing key {KeyId} for {Algorithm}, generation {Generation}")]
    private partial void LogErased(string keyId, string algorithm, int generation);

    [LoggerMessage(703, LogLevel.Warning, "Signing key {KeyId} for {Algorithm}, generation {Generation}, was declared stolen: nothing that it signed is believed")]
    private partial void LogCondemned(string keyId, string algorithm, int generation);
}
