using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Parameters as such: none twice (RFC 6749 §3.1), none that must not be ignored silently, none absurdly long.</summary>
internal sealed class ParameterCheck : IAuthorizeCheck
{
    private const int LongestNonce = 512;

    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (request.Defect is { } defect)
            throw defect;
        request.Parameters.RefuseRepeated();

        // OpenID Connect Core §3.1.2.6 names the error for providers that do not take a registration in the request.
        if (request.Parameters["registration"] is not null)
            throw Refuse.RegistrationNotSupported("authorize.registration", "The parameter registration is not supported.");

        if (request.Parameters["nonce"]?.Length > LongestNonce)
            throw Refuse.InvalidRequest("authorize.nonce_length", "The nonce is longer than 512 characters.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
