using PseIdentity.Protocol.Authorize.Checks;

namespace PseIdentity.Protocol.Authorize;

/// <summary>
/// The authorization request, check by check, in the order in which they run (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.2).
/// Each visit runs the table again from what is stored: no page decides, and no tab can skip a line.
/// </summary>
internal sealed class AuthorizePipeline(
    ClientCheck client, PushedRequestCheck pushed, RequestObjectCheck requestObject, RedirectUriCheck redirectUri, ResponseCheck response, ParameterCheck parameters,
    AuthorizationDetailsCheck details, ScopeCheck scope, ResourceCheck resource, FrontChannelCheck frontChannel, PkceCheck pkce, DpopKeyCheck dpopKey,
    PromptCheck prompt, IdTokenHintCheck idTokenHint, ClaimsCheck claims, CancelCheck cancel, SelectAccountCheck selectAccount, LoginCheck login,
    AuthenticationLevelCheck level, ConsentCheck consent, IssueCode issue)
{
    private readonly Row[] table =
    [
        //   check           when pushed    when it arrives when it resumes
        new(client,          Pushed: true,  Arrives: true,  Resumes: true),   // until the redirect URI is known to be the client's,
        new(pushed,          Pushed: false, Arrives: true,  Resumes: false),  // whose parameters count
        new(requestObject,   Pushed: true,  Arrives: true,  Resumes: false),
        new(redirectUri,     Pushed: true,  Arrives: true,  Resumes: true),   // an error is a page and never a redirect
        new(response,        Pushed: true,  Arrives: true,  Resumes: true),   // from here on errors go to the client, in its response mode
        new(parameters,      Pushed: true,  Arrives: true,  Resumes: false),
        new(details,         Pushed: true,  Arrives: true,  Resumes: true),
        new(scope,           Pushed: true,  Arrives: true,  Resumes: true),
        new(resource,        Pushed: true,  Arrives: true,  Resumes: true),
        new(frontChannel,    Pushed: true,  Arrives: true,  Resumes: true),
        new(pkce,            Pushed: true,  Arrives: true,  Resumes: true),
        new(dpopKey,         Pushed: true,  Arrives: true,  Resumes: true),
        new(prompt,          Pushed: true,  Arrives: true,  Resumes: true),
        new(idTokenHint,     Pushed: true,  Arrives: true,  Resumes: true),
        new(claims,          Pushed: true,  Arrives: true,  Resumes: true),
        new(cancel,          Pushed: false, Arrives: false, Resumes: true),   // the person said no
        new(selectAccount,   Pushed: false, Arrives: true,  Resumes: true),   // from here on people are asked
        new(login,           Pushed: false, Arrives: true,  Resumes: true),
        new(level,           Pushed: false, Arrives: true,  Resumes: true),
        new(consent,         Pushed: false, Arrives: true,  Resumes: true),
        new(issue,           Pushed: false, Arrives: true,  Resumes: true),
    ];

    /// <summary>A browser's visit: the last line answers.</summary>
    public async ValueTask<AuthorizeOutcome> RunAsync(AuthorizeContext request, CancellationToken ct) =>
        await WalkAsync(request, ct) ?? throw new InvalidOperationException("The last check answers.");

    /// <summary>A client pushes the request (RFC 9126 §2.1): all that can be said without a person.</summary>
    public async ValueTask CheckPushedAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (await WalkAsync(request, ct) is not null)
            throw new InvalidOperationException("A pushed request asks nobody.");
    }

    private async ValueTask<AuthorizeOutcome?> WalkAsync(AuthorizeContext request, CancellationToken ct)
    {
        foreach (var row in table)
            if (row.AppliesTo(request.Stage) && await row.Check.CheckAsync(request, ct) is { } outcome)
                return outcome;
        return null;
    }

    private sealed record Row(IAuthorizeCheck Check, bool Pushed, bool Arrives, bool Resumes)
    {
        public bool AppliesTo(RequestStage stage) => stage switch
        {
            RequestStage.Pushed => Pushed,
            RequestStage.Arrives => Arrives,
            _ => Resumes,
        };
    }
}
