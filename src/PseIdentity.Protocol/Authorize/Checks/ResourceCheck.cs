using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Where the access is to be used (RFC 8707 §2.1); the scopes and authorization details are known.</summary>
internal sealed class ResourceCheck(ResourceIndicators resources) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        request.Resources = await resources.OfRequestAsync(request.Parameters, request.Scopes, request.Details, ct);
        return null;
    }
}
