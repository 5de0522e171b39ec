using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Everything holds: the client gets its code (RFC 6749 §4.1.2). Nothing is written.</summary>
internal sealed class IssueCode(AuthorizationCodes codes) : IAuthorizeCheck
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
            Resource = request.Resource ?? "",
            AuthTimeMilliseconds = session.AuthTime.ToUnixTimeMilliseconds(),
            Acr = session.Acr,
            Amr = string.Join(' ', session.Amr),
        }, ct);
        return new Respond([KeyValuePair.Create("code", code)]);
    }
}
