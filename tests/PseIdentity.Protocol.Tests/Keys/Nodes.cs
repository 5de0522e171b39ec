using Microsoft.Extensions.Logging.Abstractions;
using PseIdentity.Protocol.Keys;
using PseIdentity.Testing;
using PseIdentity.Testing.Memory;

namespace PseIdentity.Protocol.Tests.Keys;

/// <summary>Nodes that share a store and a clock. ES256 alone, unless a test says otherwise, because its keys are made quickly.</summary>
internal sealed class Nodes
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public MemorySigningKeyStore Store { get; } = new();
    public FakeTimeProvider Clock { get; } = new(Start);
    public SigningKeyOptions Options { get; } = new() { Algorithms = ["ES256"] };

    public SigningKeyRing Add(ISigningKeyStore? store = null, TimeProvider? clock = null) =>
        new(store ?? Store, clock ?? Clock, Options, NullLogger<SigningKeyRing>.Instance);

    public async Task<SigningKeyRing> StartAsync()
    {
        var ring = Add();
        await ring.InitializeAsync(default);
        return ring;
    }

    public async Task<List<StoredSigningKey>> StoredAsync() => [.. (await Store.LoadAsync(default)).OrderBy(key => key.Generation)];

    public async Task OnDayAsync(double day, params SigningKeyRing[] rings)
    {
        Clock.Set(Start + TimeSpan.FromDays(day));
        foreach (var ring in rings)
            await ring.RefreshAsync(default);
    }
}
