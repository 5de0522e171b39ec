using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>
/// How strongly the person has signed in. <c>acr_values</c> is a wish (OpenID Connect Core §3.1.2.1): who could sign in more strongly is asked to, and the
/// token says what was reached. An essential <c>acr</c> with values is a condition (§5.5.1.1): without it the request fails.
/// </summary>
internal sealed class AuthenticationLevelCheck(IInteraction interaction) : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct) =>
        request.Claims?.Acr is { Essential: true, Words: { Count: > 0 } levels } ? InsistAsync(request, levels, ct) : WishAsync(request, ct);

    private async ValueTask<AuthorizeOutcome?> WishAsync(AuthorizeContext request, CancellationToken ct)
    {
        var asked = request.Parameters["acr_values"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            ?? (request.Claims?.Acr?.Words is { Count: > 0 } voluntary ? voluntary : request.KnownClient.Metadata.DefaultAcrValues);
        if (asked.Count == 0 || request.Session is not { } session || asked.Any(level => AuthenticationLevels.Satisfies(session.Acr, level)))
            return null;
        if (request.Prompt.Contains("none", StringComparer.Ordinal))
            return null;

        return await CouldAsync(request, session, [.. asked], ct) ? new Interact(InteractionReason.Login) : null;
    }

    private async ValueTask<AuthorizeOutcome?> InsistAsync(AuthorizeContext request, IReadOnlyList<string> levels, CancellationToken ct)
    {
        if (request.Session is not { } session)
            return null;

        // §5.5.1.1: "MUST return an acr Claim Value that matches one of the requested values": the strongest of those that hold.
        request.Acr = AuthenticationLevels.StrongestOf(levels.Where(level => AuthenticationLevels.Satisfies(session.Acr, level)));
        if (request.Acr is not null)
            return null;

        // "If this is an Essential Claim and the requirement cannot be met, then the Authorization Server MUST treat that outcome as a failed authentication attempt."
        if (!await CouldAsync(request, session, levels, ct))
            throw Refuse.UnmetAuthenticationRequirements("authorize.acr_unmet", "The person cannot sign in at a level that the request insists on.");
        if (request.Prompt.Contains("none", StringComparer.Ordinal))
            throw Refuse.LoginRequired("authorize.acr_login_required", "The person has to sign in more strongly.");
        return new Interact(InteractionReason.Login);
    }

    // Whoever has just signed in may have done so in another tab, for a request that wanted less, and is asked for what is missing;
    // what was set up on the way is for the next time.
    private ValueTask<bool> CouldAsync(AuthorizeContext request, BrowserSession session, IReadOnlyList<string> levels, CancellationToken ct) =>
        interaction.CanReachAsync(session.UserId, levels, request.SignedInForThis ? request.ArrivedAt : null, ct);
}
