using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>What became of a code.</summary>
/// <param name="IsRight">True once for each code.</param>
/// <param name="LockedUntil">Where too many codes were wrong: the time from which the next one is heard.</param>
/// <param name="IsSpent">No code waits any more: it has expired, was used, or was tried too often.</param>
internal readonly record struct CodeOutcome(bool IsRight, DateTimeOffset? LockedUntil = null, bool IsSpent = false);

/// <summary>Something beside the password that a person proves by typing a code.</summary>
internal interface ISecondFactor
{
    /// <summary>One of <see cref="Factors"/>.</summary>
    string Method { get; }

    /// <summary>Whether it stands in for a factor that is not at hand: it is offered, and never asked for first.</summary>
    bool IsStandIn { get; }

    /// <summary>Whether the person can use it now.</summary>
    ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct);

    /// <summary>When the person used it last; null for never.</summary>
    DateTimeOffset? UsedAt(Account person);

    /// <summary>What was typed in its one spelling; null where it can be no code of this kind, and costs no guess.</summary>
    string? Read(string typed);

    /// <summary>Compares a code, and uses it up when it is right.</summary>
    /// <param name="request">The id of the request that the person signs in for.</param>
    /// <param name="code">As <see cref="Read"/> spells it.</param>
    Task<CodeOutcome> CheckAsync(Account person, string request, string code, Caller caller, CancellationToken ct);
}

/// <summary>A factor whose code is sent when it is wanted.</summary>
internal interface ISentFactor : ISecondFactor
{
    /// <summary>Where to, as much of it as helps its owner and nobody else.</summary>
    string MaskedDestination(Account person);

    /// <summary>What is known about the code of this request; <see cref="Sending.IsWaiting"/> is false where none was sent.</summary>
    ValueTask<Sending> FindAsync(Account person, string request, CancellationToken ct);

    /// <summary>Sends a code, or another one where the wait is over.</summary>
    Task<Sending> SendAsync(Account person, string request, Caller caller, CancellationToken ct);
}
