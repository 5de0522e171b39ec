using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Somebody has to be signed in, freshly enough, and the right one (OpenID Connect Core §3.1.2.1 and §3.1.2.3).</summary>
internal sealed class LoginCheck(Subjects subjects) : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (ReasonToAsk(request) is not { } reason)
            return ValueTask.FromResult<AuthorizeOutcome?>(null);

        // "The Authorization Server MUST NOT display any authentication or consent user interface pages."
        if (request.Prompt.Contains("none", StringComparer.Ordinal))
            throw Refuse.LoginRequired("authorize.login_required", "The person has to sign in.", reason);

        // Somebody else signed in although this client asked for one person: asking again would go on for ever.
        if (request.SignedInForThis)
            throw Refuse.LoginRequired("authorize.other_person", "Another person signed in than the one the client asked for.", reason);
        return ValueTask.FromResult<AuthorizeOutcome?>(new Interact(InteractionReason.Login));
    }

    private string? ReasonToAsk(AuthorizeContext request)
    {
        if (request.Session is not { } session)
            return "nobody is signed in";
        if (request.HintedSubject is { } hinted && !subjects.IsNamed(request.KnownClient, hinted, session.Subject))
            return "the hint names another person";
        if (request.SignedInForThis)
            return null;
        if (request.Prompt.Contains("login", StringComparer.Ordinal))
            return "prompt=login";

        return session.IsFreshFor(request.MaxAge, request.Now) ? null : "max_age";
    }
}
