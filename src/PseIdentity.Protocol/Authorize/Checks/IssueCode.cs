using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.PushedRequests;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Everything holds: the client gets its code (RFC 6749 §4.1.2). Nothing is written, but that a pushed request was answered.</summary>
internal sealed class IssueCode(AuthorizationCodes codes, IPushedRequestStore pushed) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var session = request.Session ?? throw new InvalidOperationException("The login check comes first.");
        var code = await codes.IssueAsync(new AuthorizationCode
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
        }, ct);

        // RFC 9126 §4: a pushed request is answered once. One statement decides between two tabs; from here on nobody may hang up.
        if (request.PushedHash is { } hash && !await pushed.TryConsumeAsync(hash, request.Now))
            return new AnsweredBefore();
        return new Respond([KeyValuePair.Create("code", code)]);
    }
}
