namespace PseIdentity.Server.Pages;

/// <summary>The second factor of a recovery.</summary>
/// <param name="Asked">What is asked for; null where the person has nothing that would do.</param>
/// <param name="Sent">Set where the code is sent.</param>
/// <param name="Others">The other ways, with their paths.</param>
internal sealed record RecoverFactorCard(SecondFactorCard? Asked, ResendCard? Sent, IReadOnlyList<(SecondFactorCard Card, string Path)> Others);
