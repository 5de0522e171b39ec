using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Authorize;

/// <summary>Why the protocol needs a person.</summary>
public enum InteractionReason
{
    /// <summary>Nobody is signed in, or not freshly or strongly enough.</summary>
    Login,

    /// <summary><c>prompt=select_account</c>.</summary>
    SelectAccount,

    /// <summary>The client may not yet see or do what it asks for.</summary>
    Consent,
}

/// <summary>Leads a person through what the protocol asks for. Implemented by the sign-in pages.</summary>
public interface IInteraction
{
    /// <summary>The languages that the pages speak, as BCP 47 tags (<c>ui_locales_supported</c>).</summary>
    IReadOnlyList<string> Languages { get; }

    /// <summary>The path and query of the page that is the next step; it ends by returning to <see cref="AuthorizePaths.Resume"/>.</summary>
    /// <param name="reason">What is missing.</param>
    /// <param name="request">The request under way.</param>
    /// <param name="handle">The request's protected handle, for the page's <c>pending</c> parameter.</param>
    ValueTask<string> NextStepAsync(InteractionReason reason, PendingAuthorization request, string handle, CancellationToken ct);

    /// <summary>The page that is shown in place of every step while nobody is led through any; null: people are led.</summary>
    ValueTask<PageAnswer?> FindClosedAsync(CancellationToken ct);

    /// <summary>Whether this person could reach one of these levels (<c>acr</c>) with what they have enrolled.</summary>
    /// <param name="enrolledBefore">Only what was there before counts; null: all of it.</param>
    ValueTask<bool> CanReachAsync(Guid userId, IReadOnlyList<string> levels, DateTimeOffset? enrolledBefore, CancellationToken ct);
}
