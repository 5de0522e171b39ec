namespace PseIdentity.Protocol.Authorize;

/// <summary>One rule of the authorization request: a line in the table of <see cref="AuthorizePipeline"/>.</summary>
public interface IAuthorizeCheck
{
    /// <summary>Null to go on, otherwise what becomes of the request.</summary>
    /// <exception cref="Errors.ProtocolException">The request is refused.</exception>
    ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct);
}
