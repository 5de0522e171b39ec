using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>
/// How strongly the person has signed in (<c>acr_values</c>, OpenID Connect Core §3.1.2.1: a voluntary claim, so it never fails).
/// Who could sign in more strongly is asked to; the token says what was reached.
/// </summary>
internal sealed class AuthenticationLevelCheck(IInteraction interaction) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var asked = request.Parameters["acr_values"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? request.KnownClient.Metadata.DefaultAcrValues;
        if (asked.Count == 0 || request.Session is not { } session || asked.Any(level => AuthenticationLevels.Satisfies(session.Acr, level)))
            return null;
        if (request.SignedInForThis || request.Prompt.Contains("none", StringComparer.Ordinal))
            return null;
        return await interaction.CanReachAsync(session.UserId, [.. asked], ct) ? new Interact(InteractionReason.Login) : null;
    }
}
