using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>The person cancelled the sign-in or refused the consent (RFC 6749 §4.1.2.1, access_denied).</summary>
internal sealed class CancelCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct) =>
        request.Attempt is { Denied: true }
            ? throw Refuse.AccessDenied("authorize.denied", "The person refused the request.")
            : ValueTask.FromResult<AuthorizeOutcome?>(null);
}
