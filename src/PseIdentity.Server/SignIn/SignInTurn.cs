using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>Everything that one visit to a step knows, read anew from what is stored.</summary>
internal sealed record SignInTurn
{
    /// <summary>The request as the page's <c>pending</c> parameter carries it.</summary>
    public required string Handle { get; init; }

    public required PendingAuthorization Request { get; init; }

    public required RequestedSignIn Asked { get; init; }

    /// <summary>Who asks; null where the destination is a page of ours.</summary>
    public Client? Client { get; init; }

    /// <summary>What this browser has proven and chosen for this request.</summary>
    public Attempt? Attempt { get; init; }

    /// <summary>Whoever is signed in on this browser.</summary>
    public BrowserSession? Session { get; init; }

    /// <summary>Who is on the way to being signed in: the one whose first factor is proven, otherwise the one who is signed in already.</summary>
    public Account? Person { get; init; }

    /// <summary>What the person's account asks for; null where nobody is known, or nobody may sign in.</summary>
    public SignInPolicy? Policy { get; init; }

    public required Step Next { get; init; }

    /// <summary>Whether the first factor was proven for this request, not by an earlier session.</summary>
    public bool HasProof => Attempt is { Factors.Count: > 0 };

    public string PathOf(Step step) => StepPaths.WithPending(StepPaths.Of(step), Handle);

    /// <summary>Where a finished or abandoned sign-in goes: everything is computed anew there.</summary>
    public string Destination => Request.LocalPath ?? StepPaths.WithPending(AuthorizePaths.Resume, Handle);
}
