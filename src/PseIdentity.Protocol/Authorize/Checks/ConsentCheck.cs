using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>The person allows what the client asks for (OpenID Connect Core §3.1.2.4), once and remembered, or for this request.</summary>
internal sealed class ConsentCheck(IConsentStore consents) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (request.Session is not { } session || AllowedNow(request, session.UserId))
            return null;
        var asksAgain = request.Prompt.Contains("consent", StringComparer.Ordinal);
        // A payment is approved each time, whoever asks: nothing that is remembered covers it.
        if (!asksAgain && request.Details is null && (request.KnownClient.Metadata.Consent == "implicit" || await IsRememberedAsync(request, session.UserId, ct)))
            return null;
        if (request.Prompt.Contains("none", StringComparer.Ordinal))
            throw Refuse.ConsentRequired("authorize.consent_required", "The person has to consent.");
        return new Interact(InteractionReason.Consent);
    }

    // Only a choice of the person who is signed in now: another tab may have changed that.
    private static bool AllowedNow(AuthorizeContext request, Guid userId) =>
        request.Attempt is { AllowedScopes: { } allowed, ConsentedAt: not null } attempt && attempt.UserId == userId && Covers(allowed, AskedBy(request))
        && string.Equals(attempt.AllowedDetails, request.Details?.Hash, StringComparison.Ordinal);

    // RFC 8252 §8.6: any application on the device can claim a custom scheme or a loopback port, so a public native client is asked each time.
    private async ValueTask<bool> IsRememberedAsync(AuthorizeContext request, Guid userId, CancellationToken ct) =>
        !(request.KnownClient is { IsPublic: true, Metadata.ApplicationType: "native" } && request.RedirectUri?.StartsWith("https://", StringComparison.Ordinal) != true)
        && await consents.FindAsync(userId, request.KnownClient.Id, ct) is { } consent && Covers(consent.Scopes, AskedBy(request));

    private static IReadOnlyList<string> AskedBy(AuthorizeContext request) => [.. request.Scopes, .. request.ClaimsBeyondScopes.Select(ConsentRecord.WordOf)];

    private static bool Covers(IReadOnlyList<string> allowed, IReadOnlyList<string> asked) =>
        asked.All(scope => allowed.Contains(scope, StringComparer.Ordinal));
}
