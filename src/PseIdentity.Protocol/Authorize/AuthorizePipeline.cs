using PseIdentity.Protocol.Authorize.Checks;

namespace PseIdentity.Protocol.Authorize;

/// <summary>
/// The authorization request, check by check, in the order in which they run (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.2).
/// Each visit runs the table again from what is stored: no page decides, and no tab can skip a line.
/// </summary>
internal sealed class AuthorizePipeline(
    ClientCheck client, RedirectUriCheck redirectUri, ResponseCheck response, ParameterCheck parameters, ScopeCheck scope, PkceCheck pkce,
    PromptCheck prompt, IdTokenHintCheck idTokenHint, CancelCheck cancel, SelectAccountCheck selectAccount, LoginCheck login,
    AuthenticationLevelCheck level, ConsentCheck consent, IssueCode issue)
{
    private readonly Row[] table =
    [
        //   check           when it arrives   when it resumes
        new(client,          Arrives: true,    Resumes: true),   // until the redirect URI is known to be the client's,
        new(redirectUri,     Arrives: true,    Resumes: true),   // an error is a page and never a redirect
        new(response,        Arrives: true,    Resumes: true),   // from here on errors go to the client, in its response mode
        new(parameters,      Arrives: true,    Resumes: false),
        new(scope,           Arrives: true,    Resumes: true),
        new(pkce,            Arrives: true,    Resumes: true),
        new(prompt,          Arrives: true,    Resumes: true),
        new(idTokenHint,     Arrives: true,    Resumes: true),
        new(cancel,          Arrives: false,   Resumes: true),   // the person said no
        new(selectAccount,   Arrives: true,    Resumes: true),   // from here on people are asked
        new(login,           Arrives: true,    Resumes: true),
        new(level,           Arrives: true,    Resumes: true),
        new(consent,         Arrives: true,    Resumes: true),
        new(issue,           Arrives: true,    Resumes: true),
    ];

    public async ValueTask<AuthorizeOutcome> RunAsync(AuthorizeContext request, CancellationToken ct)
    {
        foreach (var row in table)
            if ((request.Resumes ? row.Resumes : row.Arrives) && await row.Check.CheckAsync(request, ct) is { } outcome)
                return outcome;
        throw new InvalidOperationException("The last check answers.");
    }

    private sealed record Row(IAuthorizeCheck Check, bool Arrives, bool Resumes);
}
