using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>The key that the code will be bound to (<c>dpop_jkt</c>, RFC 9449 §10): a SHA-256 thumbprint, or it could never be proven.</summary>
internal sealed class DpopKeyCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (request.Parameters["dpop_jkt"] is { } jkt && !(CanonicalBase64Url.TryDecode(jkt, out var thumbprint) && thumbprint.Length == 32))
            throw Refuse.InvalidRequest("authorize.dpop_jkt", "The dpop_jkt is not the base64url of a SHA-256 thumbprint.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
