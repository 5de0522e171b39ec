using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.PushedRequests;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>
/// Everything holds: the client gets its code (RFC 6749 §4.1.2), and what its response type asks for beside it. For a code nothing is written,
/// but that a pushed request was answered.
/// </summary>
internal sealed class IssueCode(AuthorizationCodes codes, FrontChannel front, IPushedRequestStore pushed) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var session = request.Session ?? throw new InvalidOperationException("The login check comes first.");
        var approved = new AuthorizationCode
        {
            GrantId = Guid.CreateVersion7(request.Now),
            ClientId = request.KnownClient.Id,
            IssuedAtMilliseconds = request.Now.ToUnixTimeMilliseconds(),
            UserId = session.UserId,
            Subject = session.Subject,
            UserStamp = session.UserStamp,
            SessionId = session.Id,
            Sid = session.Sid,
            RedirectUri = request.Parameters["redirect_uri"],
            DpopJkt = request.Parameters["dpop_jkt"],
            CodeChallenge = request.Parameters["code_challenge"],
            Nonce = request.Parameters["nonce"],
            Scope = string.Join(' ', request.Scopes),
            ScopesDiffer = request.ScopesDiffer,
            Resource = string.Join(' ', request.Resources),
            AuthorizationDetails = request.Details?.Json,
            Claims = request.Claims?.ToJson(),
            AuthTimeMilliseconds = session.AuthTime.ToUnixTimeMilliseconds(),
            Acr = request.Acr ?? session.Acr,
            Amr = string.Join(' ', session.Amr),
        };
        var code = request.ResponseType.HasCode ? await codes.IssueAsync(approved, ct) : null;

        // RFC 9126 §4: a pushed request is answered once. One statement decides between two tabs; from here on nobody may hang up.
        if (request.PushedHash is { } hash && !await pushed.TryConsumeAsync(hash, request.Now))
            return new AnsweredBefore();
        var fields = new List<KeyValuePair<string, string>>();
        if (code is not null)
            fields.Add(new("code", code));
        if (request.ResponseType.LeavesInFront)
            fields.AddRange(await front.IssueAsync(request, approved, code, ct));
        return new Respond(fields);
    }
}
