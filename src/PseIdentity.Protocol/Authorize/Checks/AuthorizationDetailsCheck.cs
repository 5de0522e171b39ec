using PseIdentity.Protocol.AuthorizationDetails;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>What exactly the client wants approved (RFC 9396 §2 and §5), beside scopes or instead of them.</summary>
internal sealed class AuthorizationDetailsCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        request.Details = CheckedDetails.Parse(request.Parameters["authorization_details"], request.KnownClient);
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
