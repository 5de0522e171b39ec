using System.Collections.Concurrent;

namespace PseIdentity.Server.Tests.Crash;

/// <summary>What the provider has said yes to so far; it may not forget any of it.</summary>
internal sealed class Acknowledged
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left;

    /// <param name="enough">How many answers until <see cref="Enough"/> is reached.</param>
    public Acknowledged(int enough) => left = enough;

    /// <summary>Reached in the middle of the work.</summary>
    public Task Enough => reached.Task;

    /// <summary>Codes that were redeemed, with the verifier that belongs to them.</summary>
    public ConcurrentBag<Redeemed> Redemptions { get; } = [];

    /// <summary>Refresh tokens whose revocation was confirmed.</summary>
    public ConcurrentBag<string> Revocations { get; } = [];

    public void Count()
    {
        if (Interlocked.Decrement(ref left) == 0)
            reached.SetResult();
    }
}

internal sealed record Redeemed(string Code, string Verifier, string RefreshToken);
