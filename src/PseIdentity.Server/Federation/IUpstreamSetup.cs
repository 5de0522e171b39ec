using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation;

/// <summary>What two operators need while they connect a provider: one implementation for each protocol, listed in <see cref="FederationServices"/>.</summary>
internal interface IUpstreamSetup
{
    /// <summary>As <see cref="IdentityProvider.Protocol"/> names it.</summary>
    string Protocol { get; }

    /// <summary>What the provider's operator has to know of us; served at <see cref="FederationPaths.Metadata"/>.</summary>
    Task<SetupDocument> DescribeAsync(IdentityProvider provider, CancellationToken ct);

    /// <summary>What can be seen of the provider without a person who signs in: fetched anew, whatever is remembered.</summary>
    Task<IReadOnlyList<SetupFinding>> ExamineAsync(IdentityProvider provider, CancellationToken ct);
}

/// <summary>A document for the other side.</summary>
internal sealed record SetupDocument(string MediaType, byte[] Content);

/// <summary>Something that was looked at.</summary>
/// <param name="Verdict"><c>good</c>, <c>doubtful</c> (it may work) or <c>wrong</c> (nobody can sign in).</param>
/// <param name="Sentence">For our operator.</param>
internal sealed record SetupFinding(string Verdict, string Sentence)
{
    public static SetupFinding Good(string sentence) => new("good", sentence);

    public static SetupFinding Doubtful(string sentence) => new("doubtful", sentence);

    public static SetupFinding Wrong(string sentence) => new("wrong", sentence);
}
